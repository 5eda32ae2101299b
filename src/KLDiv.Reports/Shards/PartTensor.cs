using KLDiv.Files;

namespace KLDiv.Reports.Shards;

/// <summary>Values of a part under a name.</summary>
internal abstract class PartTensor(string name, string dtype, nint[] lengths)
{
    public string Name => name;

    public string DType => dtype;

    public nint[] Lengths => lengths;

    /// <param name="name">The name.</param>
    /// <param name="values">The values, in C order.</param>
    /// <param name="lengths">The shape; none: as long as the values are.</param>
    public static PartTensor Of<T>(string name, ReadOnlyMemory<T> values, params nint[] lengths)
        where T : unmanaged => new Typed<T>(name, values, lengths is [] ? [values.Length] : lengths);

    /// <summary>Integers of 128 bits, each as its low and its high half.</summary>
    public static PartTensor Of(string name, ReadOnlySpan<Int128> values)
    {
        ulong[] halves = new ulong[2 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            halves[2 * i] = (ulong)values[i];
            halves[(2 * i) + 1] = (ulong)(values[i] >>> 64);
        }

        return Of<ulong>(name, halves, values.Length, 2);
    }

    public abstract void Write(SafetensorsWriter writer);

    private sealed class Typed<T>(string name, ReadOnlyMemory<T> values, nint[] lengths)
        : PartTensor(name, SafetensorsTensor.DTypeOf<T>(), lengths)
        where T : unmanaged
    {
        public override void Write(SafetensorsWriter writer) => writer.Write(values.Span);
    }
}
