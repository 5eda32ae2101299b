using System.Buffers.Binary;
using KLDiv.Files;

namespace KLDiv.Regression.Fitting;

/// <summary>A model as a safetensors file: its two tensors in float64, and in the metadata the name of this format.</summary>
internal static class ModelFile
{
    private const string Format = "kldiv-softmax-regression-1";
    private const string FormatKey = "format";
    private const string Weights = "weights";
    private const string Bias = "bias";
    private const string DType = "F64";

    public static void Write(Stream stream, double[] weights, double[] bias)
    {
        var writer = new SafetensorsWriter(
            stream,
            new Dictionary<string, string>(StringComparer.Ordinal) { [FormatKey] = Format },
            (Weights, ElementType.Float64, [weights.Length / bias.Length, bias.Length]),
            (Bias, ElementType.Float64, [bias.Length]));
        writer.Write<double>(weights);
        writer.Write<double>(bias);
        writer.Complete();
    }

    /// <exception cref="InvalidDataException">The file breaks a rule.</exception>
    public static SoftmaxRegression Read(ReadOnlySpan<byte> file)
    {
        SafetensorsHeader header = HeaderOf(file);
        MustBeOurs(header);
        SafetensorsTensor weights = Find(header, Weights, rank: 2);
        SafetensorsTensor bias = Find(header, Bias, rank: 1);
        if (bias.Lengths[0] != weights.Lengths[1])
        {
            throw new InvalidDataException(
                $"{Weights} has shape {Text(weights)}, {Bias} has shape {Text(bias)}; their last lengths must be equal");
        }

        ReadOnlySpan<byte> data = file[(int)header.DataOffset..];
        return new SoftmaxRegression(Values(weights, data), Values(bias, data));
    }

    private static SafetensorsHeader HeaderOf(ReadOnlySpan<byte> file)
    {
        try
        {
            return SafetensorsHeader.Parse("model", file);
        }
        catch (TensorFileException malformed)
        {
            throw new InvalidDataException(malformed.Problem, malformed);
        }
    }

    private static void MustBeOurs(SafetensorsHeader header)
    {
        if (header.Tensors.FirstOrDefault(tensor => tensor.Name is not (Weights or Bias)) is { } other)
        {
            throw new InvalidDataException($"the file has a tensor '{other.Name}', which is no part of a model; it has '{Weights}' and '{Bias}'");
        }

        string? format = header.Metadata.GetValueOrDefault(FormatKey);
        if (!string.Equals(format, Format, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"the format in the header's metadata is {(format is null ? "missing" : $"'{format}'")}; that of a model is '{Format}'");
        }
    }

    private static SafetensorsTensor Find(SafetensorsHeader header, string name, int rank)
    {
        SafetensorsTensor tensor = header.Tensors.FirstOrDefault(tensor => string.Equals(tensor.Name, name, StringComparison.Ordinal))
            ?? throw new InvalidDataException($"the header has no tensor '{name}'");
        return !string.Equals(tensor.DType, DType, StringComparison.Ordinal)
            ? throw new InvalidDataException($"the dtype of {name} is {tensor.DType}; it must be {DType}")
            : tensor.Lengths.Count != rank || tensor.Lengths.Contains(0)
            ? throw new InvalidDataException($"the shape of {name} is {Text(tensor)}; it must be {rank} {(rank == 1 ? "length" : "lengths")} of at least 1")
            : tensor;
    }

    private static string Text(SafetensorsTensor tensor) => DataChecks.Text([.. tensor.Lengths]);

    private static double[] Values(SafetensorsTensor tensor, ReadOnlySpan<byte> data)
    {
        double[] values = new double[(tensor.End - tensor.Begin) / sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(data[(int)(tensor.Begin + (i * sizeof(double)))..]);
            if (!double.IsFinite(values[i]))
            {
                throw new InvalidDataException($"element {i} of {tensor.Name} is {values[i]}; it must be finite");
            }
        }

        return values;
    }
}
