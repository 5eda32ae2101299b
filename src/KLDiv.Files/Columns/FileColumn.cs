using KLDiv.Files.Npy;

namespace KLDiv.Files.Columns;

/// <summary>The numbers in a file.</summary>
internal sealed class FileColumn(string path) : RowColumn(path)
{
    public override string FilePath => RowSource.FileOf(Name);

    private protected override long[] LabelsOf(long rows, RowRange range)
    {
        using NpyIntegers? integers = NpyIntegers.TryOpen(FilePath);
        if (integers is null)
        {
            return base.LabelsOf(rows, range);
        }

        MustBeOneARow(integers.Count, rows);
        long[] labels = new long[range.Count];
        integers.Read(range.First, labels);
        return labels;
    }

    private protected override void Walk(long rows, Action<double, long> visit)
    {
        using RowSource source = RowSource.Open(Name);
        MustBeOneARow(source.Count, rows);
        SourceColumn.Walk(source, visit);
    }
}
