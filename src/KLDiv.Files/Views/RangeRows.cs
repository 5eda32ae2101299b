namespace KLDiv.Files.Views;

/// <summary>A run of the rows of a source, along one axis.</summary>
internal sealed class RangeRows(RowSource source, RowRange range)
    : ViewedRows(source, $"[{range.First}:{range.End}]", [(nint)range.Count, (nint)source.Support])
{
    protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer) =>
        Source.ReadInto((range.First * Support) + start, destination, buffer);

    protected override void FillLabels(long first, Span<int> labels) => Source.ReadLabels(range.First + first, labels);
}
