using KLDiv.Files;

namespace KLDiv.Reports.Shards;

/// <summary>The texts in the header of a part, each read as what it must be.</summary>
/// <param name="path">The part, for messages.</param>
/// <param name="texts">The texts.</param>
internal readonly struct PartTexts(string path, IReadOnlyDictionary<string, string> texts)
{
    private const int MostShown = 200;
    private const string Yes = "True";
    private const string No = "False";

    /// <summary>A text out of a file as messages show it: on one line, and not endless.</summary>
    public static string Shown(string text) => VisibleText.Start(text, MostShown);

    /// <exception cref="DataFileException">The text is missing.</exception>
    public string Find(string key) => texts.GetValueOrDefault(key) ?? throw new DataFileException(path, $"its header does not say its {key}");

    /// <exception cref="DataFileException">The text is missing, or no whole number from 0 to <paramref name="most"/>.</exception>
    public long Count(string key, long most) =>
        NumberText.TryParse(Find(key), out long number) && number <= most
            ? number
            : throw Wrong(key, $"a whole number from 0 to {most}");

    /// <exception cref="DataFileException">The text is missing, or no number.</exception>
    public double Real(string key) => NumberText.TryParse(Find(key), out double number)
        ? number
        : throw Wrong(key, "a number");

    /// <exception cref="DataFileException">The text is missing, or neither <c>True</c> nor <c>False</c>.</exception>
    public bool YesOrNo(string key) => Find(key) is var text and (Yes or No) ? text is Yes : throw Wrong(key, "True or False");

    /// <exception cref="DataFileException">The text is missing, or no name of the enum.</exception>
    public T Word<T>(string key)
        where T : struct, Enum
    {
        int place = Array.IndexOf(Enum.GetNames<T>(), Find(key));
        return place >= 0 ? Enum.GetValues<T>()[place] : throw Wrong(key, $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <exception cref="DataFileException">The text is missing, or no shard.</exception>
    public Shard Shard(string key) => global::KLDiv.Reports.Shard.TryParse(Find(key), out Shard shard) ? shard : throw Wrong(key, "I/N, with I from 1 to N");

    private DataFileException Wrong(string key, string expected) => new(path, $"its {key} is '{Shown(Find(key))}'; it must be {expected}");
}
