using KLDiv.Files.Bytes;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Rows;

/// <summary>Rows of a file that holds its numbers as they are in memory.</summary>
internal abstract class StoredRows : FileRows
{
    /// <param name="file">The file, owned from now on.</param>
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="stored">How the elements are stored.</param>
    /// <param name="lengths">The lengths of the dimensions; at least one.</param>
    protected StoredRows(ByteSource file, string name, StoredType stored, ReadOnlySpan<nint> lengths)
        : base(file, name, stored.Type, lengths) => Stored = stored;

    public sealed override string StoredAs => Stored.Name;

    public sealed override bool HoldsIntegers => Stored.IsWhole;

    protected StoredType Stored { get; }
}
