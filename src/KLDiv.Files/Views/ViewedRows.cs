namespace KLDiv.Files.Views;

/// <summary>Rows that are made of those of another source, which stays open and is not theirs.</summary>
internal abstract class ViewedRows : RowSource
{
    /// <param name="source">The other source.</param>
    /// <param name="part">Which part of it they are, as its name is to say it.</param>
    /// <param name="lengths">The lengths of the dimensions.</param>
    protected ViewedRows(RowSource source, string part, ReadOnlySpan<nint> lengths)
        : base(source.Name + part, source.ElementType, lengths) => Source = source;

    public sealed override string? FilePath => Source.FilePath;

    public sealed override string StoredAs => Source.StoredAs;

    public sealed override bool HoldsIntegers => Source.HoldsIntegers;

    public sealed override RowKind? Kind => Source.Kind;

    public sealed override bool IsSequential => Source.IsSequential;

    public sealed override double? Floor => Source.Floor;

    public sealed override TextDialect? Dialect => Source.Dialect;

    public sealed override IReadOnlyList<string> Notes => Source.Notes;

    public override bool HasLabels => Source.HasLabels;

    internal override bool IsScattered => Source.IsScattered;

    internal override bool IsCut => Source.IsCut;

    protected RowSource Source { get; }
}
