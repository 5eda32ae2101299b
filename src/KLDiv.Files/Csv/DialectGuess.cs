namespace KLDiv.Files.Csv;

/// <summary>Finds how a text writes its table from its beginning.</summary>
internal static class DialectGuess
{
    /// <summary>What may part columns, the likelier first where others do as well.</summary>
    private static readonly char[] Separators = [',', '\t', ';', '|'];

    /// <summary>A separator must part so many of the records like the header: a mistake in one must not hide it.</summary>
    private const double MostOfThem = 0.9;

    /// <summary>Finds what is not told.</summary>
    /// <param name="text">The text, of which the head is looked at.</param>
    /// <param name="told">What is told.</param>
    /// <param name="name">The name of the file; null: none.</param>
    /// <param name="isByColumn">Whether columns are looked at one by one for what their numbers look like, so that between commas decimals follow a point.</param>
    public static FoundDialect Of(DecodedText text, TextDialect told, string? name, bool isByColumn = false)
    {
        string head = WholeLines(text);
        char? declared = Declared(head);
        if (declared is not null)
        {
            head = head[head.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end.. : ^0..].TrimStart('\r', '\n');
        }

        TextSample sample = (told.Separator ?? declared) is { } separator ? new TextSample(head, separator) : Parted(head, told, name);
        bool isTab = sample.Separator == '\t' && IsOfTabs(name);
        char decimals = told.DecimalMark ?? (!(isByColumn && sample.Separator == ',') && sample.HasDecimalCommas(sample.Separator == ';') ? ',' : '.');
        List<string> notes = [];
        if (told.Separator is null && declared is null && sample.Separator != ',' && !isTab && sample.Columns > 1)
        {
            notes.Add($"its columns are separated by {Shown(sample.Separator)} (--separator says another)");
        }

        if (told.DecimalMark is null && decimals != '.')
        {
            notes.Add("its numbers have decimal commas (--decimal . says that they have not)");
        }

        return new FoundDialect
        {
            Separator = sample.Separator,
            DecimalMark = decimals,
            IsDeclared = declared is not null,
            Before = (declared is null ? 0 : 1) + sample.Before,
            LooksHeaderless = sample.Columns > 0 && sample.LooksHeaderless(decimals),
            HasRowNames = sample.HasRowNames,
            HasMarkedHeader = sample.HasMarkedHeader,
            IsEmpty = sample.EmptyColumns(),
            EndsEmpty = sample.EndsEmpty,
            Notes = notes,
            Doubts = told.DecimalMark is null ? [.. DoubtsAbout(sample, decimals)] : [],
        };
    }

    /// <summary>A separator as messages show it.</summary>
    public static string Shown(char separator) => separator switch
    {
        '\t' => "tabs",
        ' ' => "blanks",
        _ => $"'{separator}'",
    };

    /// <summary>What Excel writes into the first line: <c>sep=;</c>.</summary>
    private static char? Declared(string head)
    {
        string line = head[..(head.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : head.Length)].Trim('"');
        return line.Length == 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && TextDialect.CanSeparate(line[4]) ? line[4] : null;
    }

    /// <summary>What speaks for another mark before decimals than the one that was found.</summary>
    private static IEnumerable<string> DoubtsAbout(TextSample sample, char decimals)
    {
        if (decimals == ',' && !sample.HasDecimalCommas(mayBeThousands: false))
        {
            yield return "its numbers are read with decimal commas, though three digits follow each of them, as where commas part thousands (--decimal , says that they are decimals)";
        }

        if (sample.Separator == ',' && sample.LooksLikeCutDecimals)
        {
            yield return "its lines are read as two whole numbers each, of which some begin with 0; --decimal , says that they are one number with a decimal comma";
        }
    }

    private static TextSample Parted(string head, TextDialect told, string? name)
    {
        TextSample[] samples =
        [
            .. Separators.Where(separator => separator != told.DecimalMark && head.Contains(separator, StringComparison.Ordinal)).Select(separator => new TextSample(head, separator)),
        ];
        TextSample[] parted = Array.FindAll(samples, sample => sample.Columns > 1);
        if (IsOfTabs(name) && Array.Find(parted, sample => sample.Separator == '\t') is { } tabs)
        {
            return tabs;
        }

        TextSample[] right = Array.FindAll(parted, sample => !sample.IsBroken && sample.Agreement >= MostOfThem);
        TextSample? inBlanks = InBlanks(head);
        return right.MaxBy(sample => (sample.ShareOfNumbers, sample.Columns)) is { } best ? inBlanks?.ShareOfNumbers > best.ShareOfNumbers ? inBlanks : best
            : inBlanks ?? (parted.Length > 0 ? parted.MaxBy(sample => sample.Agreement)! : OneColumn(head));
    }

    /// <summary>Blanks part columns where nothing else does as well, if these are mostly numbers; otherwise they are parts of words.</summary>
    private static TextSample? InBlanks(string head)
    {
        TextSample sample = new(head, ' ');
        return !sample.IsBroken && sample.Columns > 1 && sample.Agreement >= MostOfThem && sample.ShareOfNumbers > 0.5 ? sample : null;
    }

    /// <summary>A text of one column has no separator; a comma in it is then that of decimals.</summary>
    private static TextSample OneColumn(string head)
    {
        TextSample whole = new(head, ';');
        return whole.HasDecimalCommas(mayBeThousands: true) && whole.ShareOfNumbers == 1 ? whole : new TextSample(head, ',');
    }

    private static bool IsOfTabs(string? name)
    {
        string plain = name?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) == true ? name[..^3] : name ?? "";
        return plain.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || plain.EndsWith(".tab", StringComparison.OrdinalIgnoreCase);
    }

    private static string WholeLines(DecodedText text)
    {
        ReadOnlySpan<char> head = text.Head;
        int end = text.IsShort ? head.Length : head.LastIndexOfAny('\r', '\n') + 1;
        return head[..(end > 0 ? end : head.Length)].ToString();
    }
}
