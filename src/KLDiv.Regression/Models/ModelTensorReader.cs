using System.Buffers.Binary;
using KLDiv.Files;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Models;

/// <summary>Reads the tensors of a model out of a safetensors file.</summary>
internal readonly ref struct ModelTensorReader(SafetensorsHeader header, ReadOnlySpan<byte> file)
{
    private const string DType = "F64";

    private readonly ReadOnlySpan<byte> _data = file[(int)header.DataOffset..];

    /// <exception cref="InvalidDataException">The file has a tensor of another name.</exception>
    public void MustBe(params string[] names)
    {
        if (header.Tensors.FirstOrDefault(tensor => !names.Concat(ContentTensors.Names).Contains(tensor.Name, StringComparer.Ordinal)) is { } other)
        {
            string known = $"{string.Join(", ", names[..^1].Select(name => $"'{name}'"))} and '{names[^1]}'";
            throw new InvalidDataException($"the file has a tensor '{other.Name}', which is no part of a model; it has {known}");
        }
    }

    /// <exception cref="InvalidDataException">The tensor is missing, of another type or rank, empty, or has an element that is not finite.</exception>
    public ModelTensor Read(string name, int rank, bool mayBeEmpty = false)
    {
        SafetensorsTensor tensor = header.Tensors.FirstOrDefault(tensor => string.Equals(tensor.Name, name, StringComparison.Ordinal))
            ?? throw new InvalidDataException($"the header has no tensor '{name}'");
        if (!string.Equals(tensor.DType, DType, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"the dtype of {name} is {tensor.DType}; it must be {DType}");
        }

        if (tensor.Lengths.Count != rank || (!mayBeEmpty && tensor.Lengths.Contains(0)))
        {
            string lengths = rank == 1 ? "1 length" : $"{rank} lengths";
            throw new InvalidDataException($"the shape of {name} is {DataChecks.Text([.. tensor.Lengths])}; it must be {lengths} of at least 1");
        }

        return new ModelTensor(name, [.. tensor.Lengths], Values(tensor));
    }

    private double[] Values(SafetensorsTensor tensor)
    {
        double[] values = new double[(tensor.End - tensor.Begin) / sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(_data[(int)(tensor.Begin + (i * sizeof(double)))..]);
            if (!double.IsFinite(values[i]))
            {
                throw new InvalidDataException($"element {i} of {tensor.Name} is {values[i]}; it must be finite");
            }
        }

        return values;
    }
}
