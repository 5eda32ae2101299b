using KLDiv.Files.Bytes;

namespace KLDiv.Files.Rows;

/// <summary>Rows of a file that they own.</summary>
internal abstract class FileRows : RowSource
{
    protected FileRows(ByteSource file, string name, ElementType elementType, ReadOnlySpan<nint> lengths)
        : base(name, elementType, lengths) => File = file;

    public sealed override string FilePath => File.Path;

    protected ByteSource File { get; }

    protected override void Dispose(bool disposing)
    {
        File.Dispose();
        base.Dispose(disposing);
    }
}
