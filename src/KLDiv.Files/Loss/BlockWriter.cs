using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Files.Loss;

/// <summary>A tensor that goes to a file block by block.</summary>
/// <typeparam name="T">The type of its elements.</typeparam>
internal sealed class BlockWriter<T> : IDisposable
    where T : unmanaged, INumberBase<T>
{
    /// <summary>Elements that are written between two looks at the cancellation.</summary>
    private const int MostPiece = 1 << 20;

    private readonly NpyWriter _writer;
    private readonly PlaneTurner<T>? _turner;
    private T[] _buffer = [];
    private int _count;

    private BlockWriter(NpyWriter writer, PlaneTurner<T>? turner) => (_writer, _turner) = (writer, turner);

    /// <summary>Whether a NaN is among what has been written.</summary>
    public bool HoldsNaN { get; private set; }

    /// <summary>Starts the file, if one is asked for.</summary>
    /// <param name="path">The file; null: none.</param>
    /// <param name="source">The source in whose own layout the tensor is.</param>
    [return: NotNullIfNotNull(nameof(path))]
    public static BlockWriter<T>? Open(string? path, RowSource source)
    {
        if (path is null)
        {
            return null;
        }

        PlaneTurner<T>? turner = PlaneTurner<T>.Of(source);
        return new BlockWriter<T>(NpyWriter.Create(path, ElementTypes.Of<T>(), source.OwnLengths), turner);
    }

    /// <summary>Where the next block is to be put, before <see cref="Write"/>.</summary>
    public Span<T> Room(int count)
    {
        _count = count;
        if (_buffer.Length < count)
        {
            _buffer = GC.AllocateUninitializedArray<T>(count);
        }

        return _buffer.AsSpan(0, count);
    }

    /// <summary>Writes what was put there.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public void Write(CancellationToken cancellationToken)
    {
        for (int done = 0; done < _count; done += MostPiece)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<T> piece = _buffer.AsSpan(done, Math.Min(MostPiece, _count - done));
            HoldsNaN |= TensorPrimitives.IsNaNAny(piece);
            if (_turner is null)
            {
                _writer.Write(piece);
            }
            else
            {
                _turner.Write(piece, _writer);
            }
        }
    }

    /// <summary>Makes the file appear.</summary>
    public void Complete() => _writer.Complete();

    public void Dispose() => _writer.Dispose();
}
