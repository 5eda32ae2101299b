using System.Text.Json;
using System.Text.Json.Serialization;
using KLDiv.Regression.Tables.Cells;

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
                    Kind = feature.Kind,
                    Levels = feature.HasLevels ? [.. feature.Levels] : null,
                    Period = feature.Kind == FeatureKind.Cyclic ? feature.Period : null,
                    Harmonics = feature.Kind == FeatureKind.Cyclic ? feature.Harmonics : null,
                    Low = feature.Low,
                    High = feature.High,
                    Means = feature.Means.ToArray(),
                }),
            ],
            Value = Value,
            Targets = Value is null ? [.. Targets] : null,
            Edges = Bins is { IsUniform: false } ? [.. Enumerable.Range(0, Bins.Count + 1).Select(Bins.Edge)] : null,
            Bins = Bins is { IsUniform: true } ? new UniformText { Low = Bins.Low, Width = Bins.Width, Count = Bins.Count } : null,
            Missing = Missing,
        },
        SchemaContext.Default.SchemaText);

    /// <summary>The schema that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no such schema; the message is one line.</exception>
    public static TableSchema FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            SchemaText text = JsonSerializer.Deserialize(json, SchemaContext.Default.SchemaText) ?? throw new InvalidDataException("the schema of the table is null");
            Binning? bins = text.Edges is { } edges ? new Binning(edges) : text.Bins is { } uniform ? new Binning(uniform.Low, uniform.Width, uniform.Count) : null;
            bool hasOutcome = text.Value is null ? text.Targets is { Length: >= 2 } && !text.Targets.Contains(null!, StringComparer.Ordinal) && bins is null : text.Targets is null && bins is not null;
            return hasOutcome && text.Features.Length > 0 && text.Features.DistinctBy(feature => feature.Name, StringComparer.Ordinal).Count() == text.Features.Length
                ? new TableSchema([.. text.Features.Select(Column)], text.Value, text.Targets ?? [], bins, text.Missing)
                : throw new InvalidDataException("the schema of the table has no features, two of a name, or neither a value with bins nor targets");
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"the schema of the table is damaged: {wrong.Message.ReplaceLineEndings(" ")}", wrong);
        }
    }

    private static FeatureColumn Column(FeatureText text)
    {
        bool hasLevels = text.Kind is FeatureKind.Categorical or FeatureKind.Ordinal;
        bool isCyclic = text.Kind == FeatureKind.Cyclic;
        if (hasLevels != text.Levels is { Length: > 0 } || isCyclic != text is { Period: > 0, Harmonics: > 0 })
        {
            throw new InvalidDataException($"the schema of the table gives column {CellText.Shown(text.Name)} levels or a period that are not those of its kind");
        }

        var column = new FeatureColumn(text.Name, text.Kind, text.Levels ?? [], text.Period ?? 0, text.Harmonics ?? 0) { Low = text.Low, High = text.High };
        column.SetMeans(text.Means.Length == column.Width
            ? text.Means
            : throw new InvalidDataException($"the schema of the table gives {text.Means.Length} means for the {column.Width} features of column {CellText.Shown(text.Name)}"));
        return column;
    }

    internal sealed record SchemaText
    {
        public required FeatureText[] Features { get; init; }

        public string? Value { get; init; }

        public string[]? Targets { get; init; }

        public UniformText? Bins { get; init; }

        public double[]? Edges { get; init; }

        public required MissingValues Missing { get; init; }
    }

    internal sealed record FeatureText
    {
        public required string Name { get; init; }

        public required FeatureKind Kind { get; init; }

        public string[]? Levels { get; init; }

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
        UseStringEnumConverter = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(SchemaText))]
    internal sealed partial class SchemaContext : JsonSerializerContext;
}
