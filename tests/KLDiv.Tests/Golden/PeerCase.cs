using System.Numerics.Tensors;
using System.Text.Json;
using KLDiv.Criterion;
using KLDiv.Simd;

namespace KLDiv.Tests.Golden;

/// <summary>One expectation from another library's tests or documentation.</summary>
public sealed record PeerCase(
    string Source,
    JsonElement Input,
    string InputKind,
    JsonElement Target,
    bool LogTarget,
    string Reduction,
    JsonElement Expected,
    double Tolerance,
    string ToleranceKind,
    string ExpectedOrigin,
    JsonElement? ExpectedGradInput = null,
    double? Base = null,
    bool Normalize = false,
    double? Weight = null,
    double[]? RowWeight = null,
    string? Note = null)
{
    public static PeerCase[] All { get; } = GoldenFile.Read<PeerCase>("peer-cases.json");

    /// <summary>What the peer gives in its own base of logarithms.</summary>
    public double[] ExpectedValues => Flat(Expected);

    /// <summary>What a result in nats is divided by.</summary>
    public double NatsPerUnit => Base is { } b ? Math.Log(b) : 1;

    public double ToleranceFor(double expected) => ToleranceKind switch
    {
        "abs" => Tolerance,
        "rel" => Tolerance * Math.Abs(expected),
        _ => throw new InvalidOperationException($"No kind of tolerance {ToleranceKind}."),
    };

    /// <summary>The operands as the criterion takes them: log-probabilities, and the target as it is.</summary>
    public Batch ToBatch()
    {
        nint[] lengths = Shape(Input);
        double[] input = Scaled(Flat(Input), lengths[^1]);
        double[] target = Scaled(Flat(Target), lengths[^1]);
        double[]? weights = RowWeight ?? (Weight is { } w ? [.. Enumerable.Repeat(w, input.Length / (int)lengths[^1])] : null);
        return new(lengths, ToLogProbabilities(input, lengths), target, LogTarget, weights);
    }

    public override string ToString() => Source;

    public static double[] Flat(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Flat)],
        JsonValueKind.Number => [element.GetDouble()],
        _ => [double.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)],
    };

    private static nint[] Shape(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [element.GetArrayLength(), .. Shape(element[0])] : [];

    private double[] Scaled(double[] values, nint support)
    {
        if (!Normalize)
        {
            return values;
        }

        return [.. values.Chunk((int)support).SelectMany(row => row.Select(v => v / row.Sum()))];
    }

    private double[] ToLogProbabilities(double[] input, nint[] lengths)
    {
        double[] logs = new double[input.Length];
        switch (InputKind)
        {
            case "log_prob":
                return input;
            case "prob":
                input.CopyTo(logs, 0);
                LogProbabilities.FromProbabilities<double>(logs, logs);
                return logs;
            case "logit":
                LogSoftmax.Forward(new ReadOnlyTensorSpan<double>(input, lengths), new TensorSpan<double>(logs, lengths));
                return logs;
            default:
                throw new InvalidOperationException($"No kind of input {InputKind}.");
        }
    }
}
