using System.Text.Json;
using System.Text.Json.Serialization;
using KLDiv.Files;
using KLDiv.Regression.Models;

namespace KLDiv.Regression;

public sealed partial class TableModel
{
    private const string SchemaKey = "table";
    private const string FitKey = "fit";

    /// <summary>Room for the tensors and the form in the header.</summary>
    private const int HeaderRest = 10_000;

    /// <summary>
    /// Writes the model as a safetensors file: its tensors, and in the metadata the form of the model (<c>format</c>), the columns (<c>table</c>) and how
    /// it was fitted (<c>fit</c>). Where there are bins, further tensors have what was seen inside them. <see cref="DistributionModel.Load"/> reads it too, without its columns.
    /// </summary>
    /// <param name="stream">Written from where it stands, and left open.</param>
    /// <exception cref="InvalidDataException">The columns are more than the header of a file can hold; nothing has been written.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SchemaKey] = Schema.ToJson(),
            [FitKey] = JsonSerializer.Serialize(new FitText { Bandwidth = Bandwidth, L2 = L2, Step = Contents?.Step, Scores = Scores }, FitContext.Default.FitText),
        };
        long bytes = metadata.Values.Sum(text => (long)JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length);
        if (bytes > SafetensorsHeader.MostText - HeaderRest)
        {
            throw new InvalidDataException(
                $"the {Schema.Features.Count} columns take {bytes} bytes of the header; a model's file has {SafetensorsHeader.MostText - HeaderRest} for them");
        }

        ModelTensors.Write(stream, Model, metadata, Contents is null ? [] : ContentTensors.Of(Contents));
    }

    /// <summary>Whether a model's file has the columns of a table too, so that <see cref="Load"/> reads it; otherwise <see cref="DistributionModel.Load"/> does.</summary>
    /// <param name="file">All of it.</param>
    /// <returns>False too where it is no safetensors file.</returns>
    public static bool IsIn(ReadOnlySpan<byte> file)
    {
        try
        {
            return SafetensorsHeader.Parse("model", file).Metadata.ContainsKey(SchemaKey);
        }
        catch (DataFileException)
        {
            return false;
        }
    }

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from where it stands to its end, and left open.</param>
    /// <exception cref="InvalidDataException">It is not such a file; the message is one line that says what is wrong, with the values.</exception>
    public static TableModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        ReadOnlySpan<byte> file = content.GetBuffer().AsSpan(0, checked((int)content.Length));
        DistributionModel model = ModelTensors.Read(file, out IReadOnlyDictionary<string, string> metadata);
        var schema = TableSchema.FromJson(Metadata(metadata, SchemaKey));
        FitText fit = Fit(Metadata(metadata, FitKey), schema);
        return schema.Width == model.Features && schema.Support == model.Support
            ? new TableModel(schema, model, schema.Bins is null ? null : ModelTensors.ReadContents(file, schema.Bins, fit.Step), fit.Bandwidth, fit.L2, fit.Scores)
            : throw new InvalidDataException(
                $"the columns become {schema.Width} features and a distribution of {schema.Support}; the model takes {model.Features} and gives {model.Support}");
    }

    private static string Metadata(IReadOnlyDictionary<string, string> metadata, string key) => metadata.GetValueOrDefault(key)
        ?? throw new InvalidDataException($"the header's metadata have no '{key}'; the model was not fitted to a table");

    private static FitText Fit(string json, TableSchema schema)
    {
        try
        {
            FitText fit = JsonSerializer.Deserialize(json, FitContext.Default.FitText) ?? throw new InvalidDataException("the figures of the fit are null");
            return !double.IsFinite(fit.Bandwidth) || fit.Bandwidth < 0 || !double.IsFinite(fit.L2) || fit.L2 < 0
                ? throw new InvalidDataException($"the fit has the bandwidth {fit.Bandwidth} and the penalty {fit.L2}; they must be finite and at least 0")
                : !fit.Scores.AreFiguresOf(schema.Bins)
                ? throw new InvalidDataException("the figures of the fit are those of no fit: a count below 1, a share not from 0 to 1, or ordered figures where there are no bins")
                : fit;
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"the figures of the fit are damaged: {wrong.Message.ReplaceLineEndings(" ")}", wrong);
        }
    }

    internal sealed record FitText
    {
        public required double Bandwidth { get; init; }

        public required double L2 { get; init; }

        /// <summary>That of the values inside the bins; null in models that keep none.</summary>
        public double? Step { get; init; }

        [JsonPropertyName("figures")]
        public required DistributionScores Scores { get; init; }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(FitText))]
    internal sealed partial class FitContext : JsonSerializerContext;
}
