using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using KLDiv.Regression.Tables;
using KLDiv.Regression.Tables.Cells;
using KLDiv.Regression.Tables.Recognising;

namespace KLDiv.Regression;

public sealed partial class TableSchema
{
    /// <summary>The schema as JSON, for the metadata of a model's file.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new SchemaText
        {
            Features =
            [
                .. _features.Select(feature => new FeatureText
                {
                    Name = feature.Name,
                    Source = feature.Part is null ? null : feature.Source,
                    Part = feature.Part,
                    Format = FormatText.Of(feature.Format),
                    Kind = feature.Kind,
                    Rare = feature.HasRareLevel ? true : null,
                    MissingLevel = feature.HasMissingLevel ? true : null,
                    Levels = feature.HasLevels ? [.. feature.Levels] : null,
                    Period = feature.Kind == FeatureKind.Cyclic ? feature.Period : null,
                    Harmonics = feature.Kind == FeatureKind.Cyclic ? feature.Harmonics : null,
                    Low = feature.Low,
                    High = feature.High,
                    Means = feature.Means.ToArray(),
                }),
            ],
            Value = Value,
            ValueFormat = FormatText.Of(Outcome?.Format),
            Classes = IsCategory ? [.. Classes] : null,
            Ordered = IsOrdered ? true : null,
            Targets = Value is null ? [.. Targets] : null,
            Edges = Bins is null ? null : [.. Enumerable.Range(0, Bins.Count + 1).Select(Bins.Edge)],
            Values = Bins is null || !Enumerable.Range(0, Bins.Count).Any(bin => Bins.ValueOf(bin) is not null) ? null : [.. Enumerable.Range(0, Bins.Count).Select(Bins.ValueOf)],
            Missing = Missing,
            MissingMarks = MissingMarks.Count > 0 ? [.. MissingMarks] : null,
        },
        SchemaContext.Default.SchemaText);

    /// <summary>The schema that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no such schema; the message is one line.</exception>
    public static TableSchema FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return Of(JsonSerializer.Deserialize(json, SchemaContext.Default.SchemaText) ?? throw new InvalidDataException("the schema of the table is null"));
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"the schema of the table is damaged: {wrong.Message.ReplaceLineEndings(" ")}", wrong);
        }
    }

    private static TableSchema Of(SchemaText text)
    {
        FeatureText[] features = [.. text.Features.Select((feature, i) => feature ?? throw new InvalidDataException($"the schema of the table has null for feature {i}"))];
        if (features.Length == 0 || features.DistinctBy(feature => (feature.Source ?? feature.Name, feature.Part)).Count() < features.Length)
        {
            throw new InvalidDataException("the schema of the table has no features, or two of a name");
        }

        int supports = (text.Bins is null ? 0 : 1) + (text.Edges is null ? 0 : 1) + (text.Classes is null ? 0 : 1);
        bool hasTargets = text.Targets is { Length: >= 2 } && !text.Targets.Contains(null, StringComparer.Ordinal);
        if (text.Value is null ? !hasTargets || supports > 0 || text.Values is not null : text.Targets is not null || supports != 1 || text.Classes is { Length: 0 } || (text.Values is not null && text.Edges is null))
        {
            throw new InvalidDataException("the schema of the table has neither a value with bins or classes nor targets");
        }

        string[] targets = MustDiffer(text.Targets ?? [], "targets");
        return new TableSchema([.. features.Select(Column)], text.Value is null ? null : OutcomeOf(text), targets, BinsOf(text), text.Missing, new MissingMarks(MustDiffer(text.MissingMarks ?? [], "missing marks")));
    }

    private static Binning? BinsOf(SchemaText text)
    {
        if ((text.Bins?.Count ?? text.Edges?.Length - 1) is { } count && count > BinRule.Most)
        {
            throw new InvalidDataException($"the schema of the table has {count} bins; there are at most {BinRule.Most}");
        }

        return text.Edges is { } edges ? Binning.OfNamed(edges, [.. text.Values?.Select(value => value ?? double.NaN) ?? Enumerable.Repeat(double.NaN, Math.Max(0, edges.Length - 1))])
            : text.Bins is { } uniform ? new Binning(uniform.Low, uniform.Width, uniform.Count)
            : null;
    }

    private static FeatureColumn OutcomeOf(SchemaText text) => text.Classes is { } classes
        ? new FeatureColumn(text.Value!, text.Ordered == true ? FeatureKind.Ordinal : FeatureKind.Categorical, MustDiffer(classes, "classes"), 0, 0)
        : new FeatureColumn(text.Value!, FeatureKind.Number, [], 0, 0) { Format = text.ValueFormat?.ToFormat() };

    private static FeatureColumn Column(FeatureText text)
    {
        string name = CellText.Shown(text.Name);
        bool hasLevels = text.Kind is FeatureKind.Categorical or FeatureKind.Ordinal, isCyclic = text.Kind == FeatureKind.Cyclic;
        if (hasLevels != text.Levels is { Length: > 0 } || isCyclic != text is { Period: not null, Harmonics: not null })
        {
            throw new InvalidDataException($"the schema of the table gives column {name} levels or a period that are not those of its kind");
        }

        if (!double.IsFinite(text.Low) || !double.IsFinite(text.High) || text.Low > text.High)
        {
            throw new InvalidDataException($"the schema of the table has column {name} reach from {text.Low} to {text.High}; these must be finite, the first no greater");
        }

        string[] levels = MustDiffer(text.Levels ?? [], $"levels of column {name}");
        CyclicColumn? cycle = isCyclic ? new CyclicColumn(text.Name, text.Period!.Value, text.Harmonics!.Value) : null;
        if (cycle is not null && (FeatureColumn.Uncountable(text.Low, cycle.Period) ?? FeatureColumn.Uncountable(text.High, cycle.Period)) is { } reason)
        {
            throw new InvalidDataException($"the schema of the table has column {name} reach from {text.Low} to {text.High}; {reason}");
        }

        CellFormat? format = text.Format?.ToFormat();
        if (text.Part is null != text.Source is null || (text.Part is not null && (hasLevels || format is not DateFormat)) || (format is not null && hasLevels) || (text.Rare == true && text.Kind != FeatureKind.Categorical))
        {
            throw new InvalidDataException($"the schema of the table gives column {name} a part, a format or rare levels that are not those of its kind");
        }

        var column = new FeatureColumn(text.Name, text.Kind, levels, cycle?.Period ?? 0, cycle?.Harmonics ?? 0)
        {
            Source = text.Source ?? text.Name,
            Part = text.Part,
            Format = format,
            HasRareLevel = text.Rare == true,
            HasMissingLevel = text.MissingLevel == true,
            Low = text.Low,
            High = text.High,
        };
        if (text.Means.Length != column.Width || !TensorPrimitives.IsFiniteAll<double>(text.Means))
        {
            throw new InvalidDataException($"the schema of the table gives {text.Means.Length} means for the {column.Width} features of column {name}; there must be one each, finite");
        }

        column.SetMeans(text.Means);
        return column;
    }

    private static string[] MustDiffer(string?[] names, string what)
    {
        string[] all = [.. names.OfType<string>().Distinct(StringComparer.Ordinal)];
        return all.Length == names.Length
            ? all
            : throw new InvalidDataException($"the schema of the table is damaged: null is among the {what}, or one is there twice");
    }

    internal sealed record SchemaText
    {
        public required FeatureText?[] Features { get; init; }

        public string? Value { get; init; }

        public FormatText? ValueFormat { get; init; }

        public string?[]? Classes { get; init; }

        public bool? Ordered { get; init; }

        public string?[]? Targets { get; init; }

        /// <summary>Bins of one width, as older models have them.</summary>
        public UniformText? Bins { get; init; }

        [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
        public double[]? Edges { get; init; }

        /// <summary>The values of bins that are of one each.</summary>
        public double?[]? Values { get; init; }

        [JsonConverter(typeof(NamedEnumConverter<MissingValues>))]
        public required MissingValues Missing { get; init; }

        public string?[]? MissingMarks { get; init; }
    }

    internal sealed record FeatureText
    {
        public required string Name { get; init; }

        [JsonConverter(typeof(NamedEnumConverter<FeatureKind>))]
        public required FeatureKind Kind { get; init; }

        public string? Source { get; init; }

        [JsonConverter(typeof(NamedEnumConverter<DatePart>))]
        public DatePart? Part { get; init; }

        public FormatText? Format { get; init; }

        public string?[]? Levels { get; init; }

        public bool? Rare { get; init; }

        public bool? MissingLevel { get; init; }

        public double? Period { get; init; }

        public int? Harmonics { get; init; }

        public required double Low { get; init; }

        public required double High { get; init; }

        public required double[] Means { get; init; }
    }

    internal sealed record UniformText
    {
        public required double Low { get; init; }

        public required double Width { get; init; }

        public required int Count { get; init; }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(SchemaText))]
    internal sealed partial class SchemaContext : JsonSerializerContext;
}
