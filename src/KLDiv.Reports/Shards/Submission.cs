using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Keys = KLDiv.Reports.Shards.PartFormat.Keys;

namespace KLDiv.Reports;

/// <summary>
/// What was asked for when the shards of a report were started, as a short text: options, files with their sizes and samples, and the
/// number of shards. Every part of the report has the same one, and a part of any other has another.
/// </summary>
public static class Submission
{
    /// <summary>As many hexadecimal digits of the SHA-256 as leave no two submissions alike.</summary>
    private const int Digits = 32;

    /// <summary>Makes the identity out of the texts of a part.</summary>
    /// <param name="texts">All texts; those that differ between the parts of one report do not count, nor does the scale of the weights, which only reading them tells.</param>
    /// <param name="shards">The number of shards.</param>
    internal static string Of(IReadOnlyDictionary<string, string> texts, int shards)
    {
        StringBuilder all = new();
        Add(all, "shards", shards.ToString(CultureInfo.InvariantCulture));
        foreach ((string key, string text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key is not (Keys.Shard or Keys.FirstRow or Keys.RowCount or Keys.VectorBits or Keys.WeightScale))
            {
                Add(all, key, text);
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())))[..Digits];
    }

    /// <summary>Checks that a text has the form of an identity, as <see cref="ReportParts.Identify"/> gives it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text.</returns>
    /// <exception cref="FormatException">It has not.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static string Parse(string text) => (text ?? throw new ArgumentNullException(nameof(text))).Length == Digits && text.All(char.IsAsciiHexDigitLower)
        ? text
        : throw new FormatException($"'{text}' is no submission; that is {Digits} hexadecimal digits, as --identify prints them");

    /// <summary>Its length before each text, so that no two lists of texts run together to the same.</summary>
    private static void Add(StringBuilder all, string key, string text)
    {
        string line = $"{key}={text}";
        all.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(line)}:{line}\n");
    }
}
