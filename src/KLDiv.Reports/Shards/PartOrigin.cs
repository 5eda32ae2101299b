using System.Globalization;
using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;
using KLDiv.Simd;
using Keys = KLDiv.Reports.Shards.PartFormat.Keys;

namespace KLDiv.Reports.Shards;

/// <summary>What a part is made from and how: the texts in its header.</summary>
internal sealed class PartOrigin
{
    private PartOrigin(IReadOnlyDictionary<string, string> texts, ReportSubject subject, Shard shard)
    {
        Texts = texts;
        Subject = subject;
        Shard = shard;
    }

    /// <summary>The texts by their names.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>What the whole report is about.</summary>
    public ReportSubject Subject { get; }

    public Shard Shard { get; }

    /// <summary>How many bits the processor that made the part works on at a time: sums over a row differ with it in their last digits.</summary>
    public string VectorBits => Texts[Keys.VectorBits];

    /// <summary>What was asked for when the shards of the report were started.</summary>
    public string Submission => Reports.Submission.Of(Texts, Shard.Count);

    /// <summary>The rows of this part.</summary>
    public RowRange Range => Shard.RowsOf(Subject.Rows);

    /// <summary>The origin of a part that is made here.</summary>
    /// <param name="inputs">What the report is made of.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="shard">Which of the rows are asked for.</param>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    public static PartOrigin Of(ReportInputs inputs, ReportSubject subject, Shard shard)
    {
        RowRange range = shard.RowsOf(subject.Rows);
        Dictionary<string, string> texts = new(StringComparer.Ordinal)
        {
            [Keys.Format] = PartFormat.Format,
            [Keys.Program] = typeof(PartOrigin).Assembly.GetName().Version!.ToString(3),
            [Keys.VectorBits] = Text(VectorWidth.Widest),
            [Keys.Shard] = shard.ToString(),
            [Keys.FirstRow] = Text(range.First),
            [Keys.RowCount] = Text(range.Count),
            [Keys.Rows] = Text(subject.Rows),
            [Keys.Support] = Text(subject.Support),
        };
        foreach ((string key, string name, string? file) in SourcesOf(inputs))
        {
            AddSource(texts, key, name, file);
        }

        texts.Add(Keys.InputKind, $"{subject.InputKind}");
        texts.Add(Keys.TargetKind, $"{subject.TargetKind}");
        texts.Add(Keys.Normalise, $"{subject.IsNormalised}");
        texts.Add(Keys.Pseudocount, Text(subject.Pseudocount));
        texts.Add(Keys.Divergence, $"{subject.Divergence}");
        texts.Add(Keys.Beta, Text(subject.Beta));
        texts.Add(Keys.Temperature, Text(subject.Temperature));
        texts.Add(Keys.Top, Text(subject.Top));
        texts.Add(Keys.HasLabels, $"{subject.HasLabels}");
        texts.Add(Keys.IsWeighted, $"{subject.IsWeighted}");
        texts.Add(Keys.IsMasked, $"{subject.IsMasked}");
        texts.Add(Keys.WeightScale, Text(subject.WeightScale));
        if (inputs.Options.IgnoredLabel is { } ignored)
        {
            texts.Add(Keys.IgnoredLabel, Text(ignored));
        }

        return new PartOrigin(texts, subject, shard);
    }

    /// <summary>All that a report is made of: the key in the header, the name, and the file, if there is one.</summary>
    public static IEnumerable<(string Key, string Name, string? File)> SourcesOf(ReportInputs inputs)
    {
        yield return (Keys.Input, inputs.Input.Source.Name, inputs.Input.Source.FilePath);
        yield return (Keys.Target, inputs.Target.Source.Name, inputs.Target.Source.FilePath);
        if (inputs.Options.Weights is { } weights)
        {
            yield return (Keys.Weights, weights.Name, weights.FilePath);
        }

        if (inputs.Options.Mask is { } mask)
        {
            yield return (Keys.Mask, mask.Name, mask.FilePath);
        }

        if (inputs.Options.Labels is { } labels)
        {
            yield return (Keys.Labels, labels.Name, labels.FilePath);
        }

        if (inputs.Options.ClassNames is { } names)
        {
            yield return (Keys.Names, names.Name, names.FilePath);
        }
    }

    /// <summary>Checks the texts of a part, and reads them.</summary>
    /// <exception cref="DataFileException">A text is missing, or is not what it must be.</exception>
    public static PartOrigin Read(string path, IReadOnlyDictionary<string, string> texts)
    {
        PartTexts read = new(path, texts);
        ReportSubject subject = new()
        {
            Input = read.Find(Keys.Input),
            Target = read.Find(Keys.Target),
            InputKind = read.Word<RowKind>(Keys.InputKind),
            TargetKind = read.Word<RowKind>(Keys.TargetKind),
            IsNormalised = read.YesOrNo(Keys.Normalise),
            Pseudocount = read.Real(Keys.Pseudocount),
            Divergence = read.Word<DivergenceKind>(Keys.Divergence),
            Beta = read.Real(Keys.Beta),
            Temperature = read.Real(Keys.Temperature),
            Rows = read.Count(Keys.Rows, long.MaxValue),
            Support = read.Count(Keys.Support, int.MaxValue),
            Top = (int)read.Count(Keys.Top, int.MaxValue),
            HasLabels = read.YesOrNo(Keys.HasLabels),
            IsWeighted = read.YesOrNo(Keys.IsWeighted),
            IsMasked = read.YesOrNo(Keys.IsMasked),
            WeightScale = read.Real(Keys.WeightScale),
        };
        MustBePossible(path, subject);
        PartOrigin origin = new(texts, subject, read.Shard(Keys.Shard));
        _ = read.Count(Keys.VectorBits, int.MaxValue);
        RowRange found = new(read.Count(Keys.FirstRow, long.MaxValue), read.Count(Keys.RowCount, long.MaxValue));
        return found == origin.Range
            ? origin
            : throw new DataFileException(
                path, $"has {Describe(found)}; shard {origin.Shard} of {subject.Rows} rows has {Describe(origin.Range)}");
    }

    /// <summary>How this part, which is there already, differs from the one that is asked for; null where it does not.</summary>
    public string? WhyNot(PartOrigin asked) =>
        DifferenceFrom(asked, key => key is not (Keys.WeightScale or Keys.VectorBits)) is var (key, here, there) ? $"its {key} is {here}, and {there} is asked for" : null;

    /// <summary>How this part differs from one of another report; null where both may be of one.</summary>
    /// <param name="other">The other part.</param>
    /// <param name="path">What messages call it.</param>
    public string? WhyApart(PartOrigin other, string path) =>
        DifferenceFrom(other, key => key is not (Keys.Shard or Keys.FirstRow or Keys.RowCount or Keys.VectorBits)) is var (key, here, there)
            ? $"its {key} is {here}, that of {path} is {there}"
            : null;

    /// <summary>Numbers that no report is made of would be met as NaN, or as a part of it, far from here.</summary>
    private static void MustBePossible(string path, ReportSubject subject)
    {
        string? wrong =
            subject.Support is 0 or > ReportInputs.MostSupport ? $"support is {subject.Support}; it must be from 1 to {ReportInputs.MostSupport}"
            : !(subject.Pseudocount >= 0 && double.IsFinite(subject.Pseudocount)) ? $"pseudocount is {subject.Pseudocount}; it must be at least 0"
            : !(subject.Beta > 0 && subject.Beta < 1) ? $"beta is {subject.Beta}; it must be between 0 and 1"
            : subject.Temperature is not (>= ReportOptions.LeastTemperature and <= ReportOptions.MostTemperature)
                ? $"temperature is {subject.Temperature}; it must be from {ReportOptions.LeastTemperature} to {ReportOptions.MostTemperature}"
            : !(double.IsNormal(subject.WeightScale) && subject.WeightScale == Math.ScaleB(1, Math.ILogB(subject.WeightScale)) && (subject.IsWeighted || subject.WeightScale == 1))
                ? $"weight_scale is {subject.WeightScale}; it must be a power of two, and 1 without weights"
            : null;
        if (wrong is not null)
        {
            throw new DataFileException(path, $"its {wrong}");
        }
    }

    private static string Quoted(string? text) => text is null ? "not given" : $"'{PartTexts.Shown(text)}'";

    private static string Describe(RowRange range) => $"{range.Count} rows from {range.First}";

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static void AddSource(Dictionary<string, string> texts, string key, string name, string? file)
    {
        texts.Add(key, name);
        if (file is not null)
        {
            FileSample sample = FileSample.Of(file);
            texts.Add(Keys.BytesOf(key), Text(sample.Bytes));
            texts.Add(Keys.SampleOf(key), sample.Hash);
        }
    }

    private (string Key, string Here, string There)? DifferenceFrom(PartOrigin other, Func<string, bool> counts)
    {
        foreach (string key in Texts.Keys.Union(other.Texts.Keys, StringComparer.Ordinal).Where(counts))
        {
            string? here = Texts.GetValueOrDefault(key), there = other.Texts.GetValueOrDefault(key);
            if (!string.Equals(here, there, StringComparison.Ordinal))
            {
                return (key, Quoted(here), Quoted(there));
            }
        }

        return null;
    }
}
