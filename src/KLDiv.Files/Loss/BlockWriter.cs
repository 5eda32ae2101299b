using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Files.Loss;

/// <summary>A tensor that goes to a file block by block.</summary>
/// <typeparam name="T">The type of its elements.</typeparam>
internal sealed class BlockWriter<T> : IDisposable
    where T : unmanaged, INumberBase<T>
{
    private readonly NpyWriter _writer;
    private T[] _buffer = [];
    private int _count;

    private BlockWriter(NpyWriter writer) => _writer = writer;

    /// <summary>Whether a NaN is among what has been written.</summary>
    public bool HoldsNaN { get; private set; }

    /// <summary>Starts the file, if one is asked for.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static BlockWriter<T>? Open(string? path, ReadOnlySpan<nint> shape) =>
        path is null ? null : new BlockWriter<T>(NpyWriter.Create(path, ElementTypes.Of<T>(), shape));

    /// <summary>Where the next block is to be put, before <see cref="Write"/>.</summary>
    public Span<T> Room(int count)
    {
        _count = count;
        if (_buffer.Length < count)
        {
            _buffer = new T[count];
        }

        return _buffer.AsSpan(0, count);
    }

    public void Write()
    {
        ReadOnlySpan<T> block = _buffer.AsSpan(0, _count);
        HoldsNaN |= TensorPrimitives.IsNaNAny(block);
        _writer.Write(block);
    }

    /// <summary>Makes the file appear.</summary>
    public void Complete() => _writer.Complete();

    public void Dispose() => _writer.Dispose();
}
