using System.Diagnostics.CodeAnalysis;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>A tensor that goes to a file block by block.</summary>
/// <typeparam name="T">The type of its elements.</typeparam>
internal sealed class BlockWriter<T> : IDisposable
    where T : unmanaged
{
    private readonly NpyWriter _writer;
    private T[] _buffer = [];

    private BlockWriter(NpyWriter writer) => _writer = writer;

    /// <summary>Starts the file, if one is asked for.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static BlockWriter<T>? Open(string? path, ReadOnlySpan<nint> shape) =>
        path is null ? null : new BlockWriter<T>(NpyWriter.Create(path, ElementTypes.Of<T>(), shape));

    /// <summary>Where the next block is to be put, before <see cref="Write"/>.</summary>
    public Span<T> Room(Block block)
    {
        if (_buffer.Length < block.Count)
        {
            _buffer = new T[block.Count];
        }

        return _buffer.AsSpan(0, block.Count);
    }

    public void Write(Block block) => _writer.Write<T>(_buffer.AsSpan(0, block.Count));

    /// <summary>Makes the file appear.</summary>
    public void Complete() => _writer.Complete();

    public void Dispose() => _writer.Dispose();
}
