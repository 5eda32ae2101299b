using KLDiv.Files.Bytes;

namespace KLDiv.Files.Rows;

/// <summary>Rows of a source that they own.</summary>
internal abstract class FileRows : RowSource
{
    private bool _isDisposed;

    protected FileRows(ByteSource file, string path, ElementType elementType, nint[] lengths)
        : base(path, elementType, lengths) => File = file;

    protected ByteSource File { get; }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        File.Dispose();
    }

    protected void MustBeOpen() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
