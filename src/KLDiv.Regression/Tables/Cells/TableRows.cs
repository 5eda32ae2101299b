using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>The rows that are kept of a table that was read, and what is to be told about them.</summary>
/// <param name="reading">The table.</param>
/// <param name="features">The cells of the features.</param>
/// <param name="targets">The cells of a distribution, or none.</param>
internal sealed class TableRows(TableReading reading, IReadOnlyList<CellSource> features, IReadOnlyList<CellSource> targets)
{
    /// <summary>How far from 1 a distribution may sum and count as one.</summary>
    private const double SumTolerance = 1e-6;

    private readonly long[] _missing = new long[features.Count];
    private Noted _dropped;
    private Noted _filled;
    private Noted _normalised;
    private Noted _outside;
    private string? _missingError;
    private (double Least, double Greatest) _sums = (double.PositiveInfinity, 0);
    private (double Least, double Greatest) _reach = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>The cells of the value; null: there are none.</summary>
    public required CellSource? Value { get; init; }

    /// <summary>The cells of the rows' weights; null: there are none.</summary>
    public required CellSource? Weight { get; init; }

    public required MissingValues Missing { get; init; }

    /// <summary>What can be done about missing values, for the error where they are one.</summary>
    public required string Remedy { get; init; }

    public required bool Strict { get; init; }

    /// <summary>Whether what is missing is told of, and no error.</summary>
    public bool OnlyLists { get; init; }

    /// <summary>Whether any feature has a level for what is missing; where none has, the means take its place.</summary>
    public bool MissingIsLevel { get; init; } = true;

    /// <summary>Whether the targets are counts, by whose sums rows are weighted.</summary>
    public bool AreCounts { get; init; }

    /// <summary>The bins that values must lie in; null where there are none yet.</summary>
    public required Binning? Bins { get; init; }

    /// <summary>The cells of columns that are carried along.</summary>
    public IReadOnlyList<CellSource> Kept { get; init; } = [];

    /// <summary>A cell for each of these.</summary>
    public RowStore KeptCells => field ??= new RowStore(Kept.Count, reading.Cells);

    /// <summary>A cell for each feature, and then one for each target.</summary>
    public RowStore Cells { get; } = new(features.Count + targets.Count, reading.Cells);

    /// <summary>Where the rows were.</summary>
    public RowPlaces Places { get; } = new();

    /// <summary>The values of the rows; none where there is no column of them.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>The weights of the rows; none where there is no column of them.</summary>
    public double[] Weights { get; private set; } = [];

    /// <summary>How many rows were left out.</summary>
    public long LeftOut => _dropped.Count;

    /// <summary>How many rows have a missing feature all the same.</summary>
    public long Filled => _filled.Count;

    /// <summary>Keeps the rows that can be kept, and lets those that were read go.</summary>
    /// <returns>What the user should know of them.</returns>
    /// <exception cref="KLDiv.Files.DataFileException">Something is missing or wrong in a row, or no row is left.</exception>
    public List<string> Run()
    {
        int count = reading.Cells.Rows;
        (Values, Weights) = (Value is null ? [] : new double[count], Weight is null && !AreCounts ? [] : new double[count]);
        for (int row = 0; row < count; row++)
        {
            Keep(row);
            reading.Cells.Forget(row);
        }

        if (Cells.Rows == 0)
        {
            throw reading.Records.Malformed($"has no row left: {_dropped.Text}{Emptiest(count)}");
        }

        (Values, Weights) = (OfKept(Values), OfKept(Weights));
        List<string> notes = [];
        if (_missingError is not null)
        {
            notes.Add($"{_missingError} ({CellText.Counted(_dropped.Count, "such row")} of {count})");
        }
        else
        {
            AddNote(notes, _dropped, count, "were left out", 2 * _dropped.Count > count ? Emptiest(count) : "");
        }

        AddNote(notes, _filled, count, Missing == MissingValues.Level && MissingIsLevel ? "have a missing feature, which is a level of its own" : "have a missing feature, in the place of which stands its mean");
        AddNote(notes, _normalised, count, "had targets that do not sum to 1 and were divided by their sums", _sums.Greatest - _sums.Least > SumTolerance * _sums.Greatest ? ", so that their sizes are lost; --counts weights each row by its sum" : "");
        AddNote(notes, _outside, count, $"had a value outside the bins, {Outside()}, which counts in the bin at that end");
        return notes;
    }

    private double[] OfKept(double[] numbers) => numbers.Length > Cells.Rows ? numbers[..Cells.Rows] : numbers;

    private void AddNote(List<string> notes, Noted noted, long count, string what, string advice = "")
    {
        if (noted.Count > 0)
        {
            notes.Add($"{noted.Count} of {CellText.Counted(count, "row")} {what}, the first in {reading.Records.Unit} {noted.Number} ({noted.Text}){advice}");
        }
    }

    private void Keep(int row)
    {
        ReadOnlySpan<double> read = reading.Cells.Row(row);
        Span<double> cells = Cells.Next();
        int missing = -1;
        for (int i = 0; i < features.Count; i++)
        {
            cells[i] = features[i].Of(read);
            if (double.IsNaN(cells[i]))
            {
                _missing[i]++;
                missing = missing < 0 ? i : missing;
            }
        }

        Span<double> distribution = cells[features.Count..];
        CellSource? feature = missing >= 0 && Missing is (MissingValues.Error or MissingValues.Drop) ? features[missing] : null;
        CellSource? outcome = MissingOutcome(read, distribution, out double number, out double share);
        if ((feature ?? outcome) is { } lost)
        {
            Drop(row, lost, isFeature: feature is not null);
            if (outcome is not null || !OnlyLists)
            {
                return;
            }
        }

        if (Value is { } value)
        {
            CheckValue(row, number, value.Name);
            Values[Cells.Rows] = number;
        }

        if (targets.Count > 0)
        {
            share *= Normalise(row, distribution);
        }

        if (Weight is not null || AreCounts)
        {
            Weights[Cells.Rows] = share;
        }

        if (missing >= 0 && Missing is (MissingValues.Mean or MissingValues.Level))
        {
            _filled = _filled.With(reading.Places.Of(row), $"no value in column {CellText.Shown(features[missing].Name)}");
        }

        Places.Add(Cells.Rows, reading.Places.Of(row));
        Cells.Keep();
        if (Kept.Count > 0)
        {
            Span<double> kept = KeptCells.Next();
            for (int i = 0; i < kept.Length; i++)
            {
                kept[i] = Kept[i].Of(read);
            }

            KeptCells.Keep();
        }
    }

    /// <summary>Takes the targets, the value and the weight of a row, and tells the first of them that is missing; null: none is.</summary>
    private CellSource? MissingOutcome(ReadOnlySpan<double> read, Span<double> distribution, out double number, out double share)
    {
        (number, share) = (Value?.Of(read) ?? 0, Weight?.Of(read) ?? 1);
        for (int i = 0; i < targets.Count; i++)
        {
            distribution[i] = targets[i].Of(read);
            if (double.IsNaN(distribution[i]))
            {
                return targets[i];
            }
        }

        return double.IsNaN(number) ? Value : double.IsNaN(share) ? Weight : null;
    }

    /// <summary>The column in which most rows have nothing, and what else can be done.</summary>
    private string Emptiest(long rows)
    {
        int column = Array.IndexOf(_missing, _missing.DefaultIfEmpty(0).Max());
        return column < 0 || _missing[column] == 0 ? ""
            : $"; column {CellText.Shown(features[column].Name)} has no value in {_missing[column]} of {CellText.Counted(rows, "row")}: --missing level takes that for a level of its own, and --features leaves the column out";
    }

    private void Drop(int row, CellSource column, bool isFeature = false)
    {
        string problem = $"no value in column {CellText.Shown(column.Name)}";
        if (Missing == MissingValues.Error || (Strict && Missing != MissingValues.Drop))
        {
            problem = $"{problem}{(column.Column?.Source is { FirstMissing: { } mark } source && column.Column.Sort == ColumnSort.Levels ? $", where {CellText.Shown(mark)} stands for a missing value unless --ordinal {source.Name} names it" : "")}";
            problem = $"has {problem}; {(isFeature ? Remedy : "--missing drop leaves such rows out")}";
            _missingError ??= OnlyLists ? $"{reading.Records.Unit} {reading.Places.Of(row)} {problem}" : throw Wrong(row, problem);
        }

        _dropped = _dropped.With(reading.Places.Of(row), problem);
    }

    /// <summary>Which values lie outside the bins.</summary>
    private string Outside() => _reach.Least == _reach.Greatest ? $"{_reach.Least}" : $"from {_reach.Least} to {_reach.Greatest}";

    private void CheckValue(int row, double number, string column)
    {
        if (Bins is not { } bins || (number >= bins.Low && number <= bins.High))
        {
            return;
        }

        _reach = (Math.Min(_reach.Least, number), Math.Max(_reach.Greatest, number));
        string problem = $"{number} in column {CellText.Shown(column)}";
        _outside = !Strict
            ? _outside.With(reading.Places.Of(row), problem)
            : throw Wrong(row, $"has {problem}; the bins reach from {bins.Low} to {bins.High}");
    }

    /// <summary>Divides targets by their sum.</summary>
    /// <returns>What the row weighs: the sum of counts.</returns>
    private double Normalise(int row, Span<double> distribution)
    {
        double sum = SteadySums.Sum(distribution);
        _sums = (Math.Min(_sums.Least, sum), Math.Max(_sums.Greatest, sum));
        if (Math.Abs(sum - 1) <= SumTolerance)
        {
            return AreCounts ? sum : 1;
        }

        string problem = $"targets that sum to {sum}";
        if (AreCounts && sum == 0)
        {
            return 0;
        }

        if ((Strict && !AreCounts) || sum == 0 || !double.IsFinite(sum))
        {
            throw Wrong(row, $"has {problem}; {(AreCounts ? "the sum must be finite" : "they must sum to 1")}");
        }

        TensorPrimitives.Divide(distribution, sum, distribution);
        if (AreCounts)
        {
            return sum;
        }

        _normalised = _normalised.With(reading.Places.Of(row), problem);
        return 1;
    }

    private Exception Wrong(int row, string problem) => reading.Records.Malformed($"{reading.Records.Unit} {reading.Places.Of(row)} {problem}");

    /// <summary>Rows of which the same is to be told: how many, and the first of them.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Noted(long Count, long Number, string? Text)
    {
        public Noted With(long number, string text) => Count == 0 ? new Noted(1, number, text) : this with { Count = Count + 1 };
    }
}
