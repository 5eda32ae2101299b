using KLDiv.Files.Formats;

namespace KLDiv.Files;

/// <summary>Guesses which of the names that there are was meant by one that is not among them.</summary>
public static class NearName
{
    private const int MostGuesses = 3;
    private const int LongestCompared = 100;
    private const int MostCompared = 10_000;

    /// <summary>A part of a name says which one is meant from this length on, and weighs as much as two wrong letters.</summary>
    private const int LeastPart = 3, WeightOfPart = 2;

    /// <summary>What a message says behind a name that is not known.</summary>
    /// <param name="given">The name.</param>
    /// <param name="known">The names that there are.</param>
    /// <returns><c> (did you mean 'weekday'?)</c>, with a blank before it; empty where nothing is near.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static string Hint(string given, params IEnumerable<string> known)
    {
        IReadOnlyList<string> guesses = Guess(given, known);
        return guesses.Count == 0 ? "" : $" (did you mean {string.Join(" or ", guesses.Select(TensorPath.Shown))}?)";
    }

    /// <summary>The names that are nearest, which are those that differ in the fewest letters.</summary>
    /// <param name="given">The name.</param>
    /// <param name="known">The names that there are.</param>
    /// <returns>At most three names, all equally near, in the order in which they are known.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>Capital and small letters are the same, and hyphens, underscores and blanks are passed over. A letter may be wrong, missing, too many, or
    /// have changed places with the next one, once for every three letters; or the name may be a part of the one that is meant.</remarks>
    public static IReadOnlyList<string> Guess(string given, params IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(known);
        string wanted = Bare(given);
        if (wanted.Length is 0 or > LongestCompared)
        {
            return [];
        }

        List<string> nearest = [];
        int least = int.MaxValue;
        foreach (string name in known.Take(MostCompared).Distinct(StringComparer.Ordinal))
        {
            int distance = Distance(wanted, Bare(name));
            if (distance < least)
            {
                nearest.Clear();
                least = distance;
            }

            if (distance == least && least < int.MaxValue && nearest.Count < MostGuesses)
            {
                nearest.Add(name);
            }
        }

        return nearest;
    }

    private static string Bare(string name) => string.Concat(name.Where(letter => letter is not ('-' or '_' or ' '))).ToLowerInvariant();

    /// <summary>How far a name is from another one; <see cref="int.MaxValue"/> where nobody would take one for the other.</summary>
    private static int Distance(string wanted, string name)
    {
        if (name.Length is 0 or > LongestCompared)
        {
            return int.MaxValue;
        }

        int part = wanted.Length >= LeastPart && name.Contains(wanted, StringComparison.Ordinal) ? WeightOfPart : int.MaxValue;
        int most = Math.Min(wanted.Length, name.Length) / LeastPart;
        int edits = Math.Abs(wanted.Length - name.Length) > most ? int.MaxValue : Edits(wanted, name);
        return Math.Min(part, edits <= most ? edits : int.MaxValue);
    }

    /// <summary>The letters that must be put in, taken out, replaced, or swapped with the next one: the optimal string alignment distance.</summary>
    private static int Edits(string one, string other)
    {
        int[] before = [], last = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int[] row = new int[other.Length + 1];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[^1];
    }
}
