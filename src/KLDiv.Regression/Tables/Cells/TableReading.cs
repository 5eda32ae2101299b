using KLDiv.Files;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Tables.Cells;

/// <summary>One pass over the records of a table: what is kept of them, and what is to be told about them.</summary>
/// <param name="records">The records.</param>
/// <param name="features">The columns of the features.</param>
/// <param name="value">The column of the value, or null.</param>
/// <param name="targets">The columns of a distribution, or none.</param>
/// <param name="weight">The column of the rows' weights, or null.</param>
internal sealed class TableReading(
    TableRecords records, IReadOnlyList<FeatureReader> features, NumberReader? value, IReadOnlyList<NumberReader> targets, NumberReader? weight)
{
    /// <summary>How far from 1 a distribution may sum and count as one.</summary>
    private const double SumTolerance = 1e-6;

    /// <summary>Whether the wish to stop is looked at: every so many records.</summary>
    private const int RecordsBetweenLooks = 1 << 10;

    private readonly List<double> _values = [];
    private readonly List<double> _weights = [];
    private Noted _dropped;
    private Noted _normalised;
    private Noted _outside;

    public required MissingValues Missing { get; init; }

    /// <summary>What can be done about missing values, for the error where they are one.</summary>
    public required string Remedy { get; init; }

    public required bool Strict { get; init; }

    /// <summary>The bins that values must lie in; null where there are none yet.</summary>
    public required Binning? Bins { get; init; }

    /// <summary>A cell for each feature, and then one for each target.</summary>
    public RowStore Cells { get; } = new(features.Count + targets.Count);

    /// <summary>Where the rows were.</summary>
    public RowPlaces Places { get; } = new();

    /// <summary>The values of the rows, when all have been read; none where there is no column of them.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>The weights of the rows, when all have been read; none where there is no column of them.</summary>
    public double[] Weights { get; private set; } = [];

    /// <summary>Reads all records.</summary>
    /// <returns>What the user should know of them.</returns>
    /// <exception cref="DataFileException">A record is malformed, or no row is left.</exception>
    public List<string> Run(CancellationToken cancellationToken)
    {
        long count = 0;
        for (; records.Next(); count++)
        {
            if (count % RecordsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadRecord();
        }

        if (Cells.Rows == 0)
        {
            throw records.Malformed(count == 0 ? records.Emptiness : $"has no row left: {_dropped.Text}");
        }

        (Values, Weights) = ([.. _values], [.. _weights]);
        List<string> notes = [.. records.Notes];
        AddNote(notes, _dropped, count, "were left out");
        AddNote(notes, _normalised, count, "had targets that do not sum to 1 and were normalised");
        AddNote(notes, _outside, count, "had a value outside the bins, which counts in the bin at that end");
        return notes;
    }

    private void AddNote(List<string> notes, Noted noted, long count, string what)
    {
        if (noted.Count > 0)
        {
            notes.Add($"{noted.Count} of {CellText.Counted(count, "row")} {what}, the first in {records.Unit} {noted.Number} ({noted.Text})");
        }
    }

    private void ReadRecord()
    {
        if (Cells.Rows == Array.MaxLength)
        {
            throw records.Wrong($"is one row too many; {Array.MaxLength} are read at most");
        }

        Span<double> cells = Cells.Next();
        for (int i = 0; i < features.Count; i++)
        {
            cells[i] = features[i].Read(records);
            if (double.IsNaN(cells[i]) && Missing != MissingValues.Mean)
            {
                Drop(features[i].Name);
                return;
            }
        }

        Span<double> distribution = cells[features.Count..];
        for (int i = 0; i < targets.Count; i++)
        {
            distribution[i] = targets[i].Read(records);
            if (double.IsNaN(distribution[i]))
            {
                Drop(targets[i].Name);
                return;
            }
        }

        double number = value?.Read(records) ?? 0;
        double share = weight?.Read(records) ?? 1;
        if (double.IsNaN(number) || double.IsNaN(share))
        {
            Drop(double.IsNaN(number) ? value!.Value.Name : weight!.Value.Name);
            return;
        }

        if (value is { } column)
        {
            CheckValue(number, column.Name);
            _values.Add(number);
        }

        if (weight is not null)
        {
            _weights.Add(share);
        }

        if (targets.Count > 0)
        {
            Normalise(distribution);
        }

        Places.Add(Cells.Rows, records.Number);
        Cells.Keep();
    }

    private void Drop(string column)
    {
        string problem = $"nothing in column {CellText.Shown(column)}";
        if (Missing == MissingValues.Error)
        {
            throw records.Wrong($"has {problem}; {Remedy}");
        }

        _dropped = _dropped.With(records.Number, problem);
    }

    private void CheckValue(double number, string column)
    {
        if (Bins is not { } bins || (number >= bins.Low && number <= bins.High))
        {
            return;
        }

        string problem = $"{number} in column {CellText.Shown(column)}";
        _outside = !Strict
            ? _outside.With(records.Number, problem)
            : throw records.Wrong($"has {problem}; the bins reach from {bins.Low} to {bins.High}");
    }

    private void Normalise(Span<double> distribution)
    {
        double sum = SteadySums.Sum(distribution);
        if (Math.Abs(sum - 1) <= SumTolerance)
        {
            return;
        }

        string problem = $"targets that sum to {sum}";
        if (Strict || sum == 0 || !double.IsFinite(sum))
        {
            throw records.Wrong($"has {problem}; they must sum to 1");
        }

        System.Numerics.Tensors.TensorPrimitives.Divide(distribution, sum, distribution);
        _normalised = _normalised.With(records.Number, problem);
    }

    /// <summary>Rows of which the same is to be told: how many, and the first of them.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Noted(long Count, long Number, string? Text)
    {
        public Noted With(long number, string text) => Count == 0 ? new Noted(1, number, text) : this with { Count = Count + 1 };
    }
}
