using KLDiv.Files;

namespace KLDiv.Reports.Shards;

/// <summary>The worst rows as the tensors of a part. Each row has a list of classes: the target's top, the input's top, the true one, and the
/// leading ones; where there is none, the number is -1.</summary>
internal static class WorstRowTensors
{
    private const string Rows = "worst_rows";
    private const string Divergences = "worst_divergences";
    private const string Classes = "worst_classes";
    private const string Probabilities = "worst_probabilities";

    private const int TargetTop = 0;
    private const int InputTop = 1;
    private const int Label = 2;
    private const int FirstLeading = 3;
    private const int None = -1;

    public static IEnumerable<PartTensor> Of(IReadOnlyList<WorstRow> rows)
    {
        int width = FirstLeading + rows.Select(row => row.Leading.Count).DefaultIfEmpty().Max();
        long[] classes = new long[rows.Count * width];
        double[] probabilities = new double[2L * classes.Length];
        Array.Fill(classes, None);
        for (int i = 0; i < rows.Count; i++)
        {
            WorstRow row = rows[i];
            int column = i * width;
            foreach (RowClass? at in (ReadOnlySpan<RowClass?>)[row.TargetTop, row.InputTop, row.Label, .. row.Leading])
            {
                if (at is not null)
                {
                    (classes[column], probabilities[2 * column], probabilities[(2 * column) + 1]) = (at.Class, at.P, at.Q);
                }

                column++;
            }
        }

        yield return PartTensor.Of<long>(Rows, rows.Select(row => row.Row).ToArray());
        yield return PartTensor.Of<double>(Divergences, rows.Select(row => row.Divergence).ToArray());
        yield return PartTensor.Of<long>(Classes, classes, rows.Count, width);
        yield return PartTensor.Of<double>(Probabilities, probabilities, rows.Count, width, 2);
    }

    /// <exception cref="DataFileException">A tensor is missing, or is not what it must be.</exception>
    public static IReadOnlyList<WorstRow> Read(PartFile part)
    {
        int count = part.LengthOf(Rows, dimension: 0, dimensions: 1);
        part.Check<long>(Rows, count);
        part.Check<double>(Divergences, count);
        long[] rows = new long[count];
        double[] divergences = new double[count];
        part.Read<long>(Rows, rows);
        part.Read<double>(Divergences, divergences);
        int width = part.LengthOf(Classes, dimension: 1, dimensions: 2);
        if (width < FirstLeading)
        {
            throw new DataFileException(part.Path, $"tensor '{Classes}' has {width} classes a row; it must have at least {FirstLeading}");
        }

        part.Check<long>(Classes, count, width);
        part.Check<double>(Probabilities, count, width, 2);
        long[] classes = new long[(long)count * width];
        double[] probabilities = new double[2L * classes.Length];
        part.Read<long>(Classes, classes, count, width);
        part.Read<double>(Probabilities, probabilities, count, width, 2);
        MustBeInRange(part, rows, classes, width);
        return [.. Enumerable.Range(0, count).Select(i => Row(i))];

        WorstRow Row(int i) => new()
        {
            Row = rows[i],
            Divergence = divergences[i],
            TargetTop = Class(i, TargetTop)!,
            InputTop = Class(i, InputTop)!,
            Label = Class(i, Label),
            Leading = [.. Enumerable.Range(FirstLeading, width - FirstLeading).Select(column => Class(i, column)).OfType<RowClass>()],
        };

        RowClass? Class(int i, int column)
        {
            int at = (i * width) + column;
            return classes[at] == None ? null : new RowClass(classes[at], Name: null, probabilities[2 * at], probabilities[(2 * at) + 1]);
        }
    }

    private static void MustBeInRange(PartFile part, long[] rows, long[] classes, int width)
    {
        (RowRange range, long support) = (part.Origin.Range, part.Origin.Subject.Support);
        foreach (long row in rows)
        {
            if (row < range.First || row >= range.End)
            {
                throw new DataFileException(part.Path, $"tensor '{Rows}' has row {row}; the part has {range.Count} rows from {range.First}");
            }
        }

        for (int i = 0; i < classes.Length; i++)
        {
            long least = i % width is TargetTop or InputTop ? 0 : None;
            if (classes[i] < least || classes[i] >= support)
            {
                throw new DataFileException(part.Path, $"tensor '{Classes}' has class {classes[i]}; it must be from {least} to {support - 1}");
            }
        }
    }
}
