namespace KLDiv.Files;

/// <summary>Two servers' answers to the same requests, token by token.</summary>
/// <remarks>
/// Rows pair by line and place in the answer. What one side lacks is left out; so is all that follows the first place at which the two chose different tokens, since the texts part there.
/// Tokens are told apart by number where both files have these, else by bytes where both have them, else by text.
/// </remarks>
public sealed class AnswerPairs
{
    private AnswerPairs(IReadOnlyList<(AnswerRow Input, AnswerRow Target)> pairs) => Pairs = pairs;

    /// <summary>The rows that are compared.</summary>
    public IReadOnlyList<(AnswerRow Input, AnswerRow Target)> Pairs { get; }

    /// <summary>How many rows one side has and the other lacks.</summary>
    public int Unpaired { get; private init; }

    /// <summary>How many rows follow a place at which the texts part.</summary>
    public int AfterParting { get; private init; }

    /// <summary>The first pairs of rows at which the two sides chose different tokens, a few of them.</summary>
    public IReadOnlyList<(AnswerRow Input, AnswerRow Target)> Partings { get; private init; } = [];

    /// <summary>How many such pairs there are.</summary>
    public int PartingCount { get; private init; }

    /// <summary>What tells a token from others.</summary>
    public required Func<AnswerToken, object> KeyOf { get; init; }

    /// <summary>Pairs the rows of two files.</summary>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    /// <exception cref="DataFileException">No row pairs.</exception>
    public static AnswerPairs Of(ServerAnswers input, ServerAnswers target)
    {
        const int MostShown = 3;
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        Func<AnswerToken, object> keyOf = input.HasIds && target.HasIds ? token => token.Id!.Value
            : input.HasBytes && target.HasBytes ? token => token.Bytes!
            : token => token.Text;
        Dictionary<(int, int), AnswerRow> ofTarget = target.Rows.ToDictionary(row => (row.Line, row.Position));
        List<(AnswerRow Input, AnswerRow Target)> pairs = [], partings = [];
        int parted = -1, after = 0, met = 0;
        foreach (AnswerRow row in input.Rows)
        {
            if (!ofTarget.TryGetValue((row.Line, row.Position), out AnswerRow? other))
            {
                continue;
            }

            met++;
            if (row.Line == parted)
            {
                after++;
                continue;
            }

            pairs.Add((row, other));
            if (!keyOf(row.Chosen).Equals(keyOf(other.Chosen)))
            {
                parted = row.Line;
                partings.Add((row, other));
            }
        }

        return pairs.Count == 0
            ? throw new DataFileException(target.Name, $"has no row at the line and place of any of {input.Name}; both must be answers to the same requests, in the same order")
            : new AnswerPairs(pairs)
            {
                KeyOf = keyOf,
                Unpaired = input.Rows.Count + target.Rows.Count - (2 * met),
                AfterParting = after,
                Partings = [.. partings.Take(MostShown)],
                PartingCount = partings.Count,
            };
    }
}
