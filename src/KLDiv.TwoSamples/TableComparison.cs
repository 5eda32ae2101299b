using KLDiv.Regression;
using KLDiv.TwoSamples.Pairing;

namespace KLDiv.TwoSamples;

/// <summary>How far two tables are apart, column by column.</summary>
/// <param name="Columns">The columns that both tables have, those first for which the evidence is greatest.</param>
/// <param name="Notes">What could not be compared, and what the user should know; a line each.</param>
public sealed record TableComparison(IReadOnlyList<ComparedColumn> Columns, IReadOnlyList<string> Notes)
{
    /// <summary>Compares the columns of two tables.</summary>
    /// <remarks>
    /// Numbers, dates and times are compared as numbers, words as categories; missing values are a level of their own. <see cref="SampleDivergence.AdjustedP"/> is
    /// adjusted over the columns (Benjamini and Hochberg 1995): of the columns that it calls different, one in twenty is not, on average.
    /// </remarks>
    /// <param name="reference">The columns of the reference.</param>
    /// <param name="current">Those of the current table.</param>
    /// <param name="options">How; null: <see cref="SampleComparisonOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the work between two columns.</param>
    /// <exception cref="ArgumentException">Two columns of the current table have one name.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static TableComparison Of(
        IReadOnlyList<ReadColumn> reference, IReadOnlyList<ReadColumn> current, SampleComparisonOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        var others = current.ToDictionary(column => column.Name, StringComparer.Ordinal);
        List<string> notes = [.. LackedBy(current, reference, "the reference"), .. LackedBy(reference, current, "the current table")];
        List<ComparedColumn> columns = [];
        foreach (ReadColumn column in reference.Where(column => others.ContainsKey(column.Name)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pair = new ColumnPair(column, others[column.Name]);
            if (pair.Problem is { } problem)
            {
                notes.Add(problem);
            }
            else
            {
                columns.Add(pair.Compare(options));
            }
        }

        double[] adjusted = FalseDiscovery.Adjust([.. columns.Select(column => column.Divergence.P)]);
        return new TableComparison(
            [.. columns
                .Select((column, i) => column with { Divergence = column.Divergence with { AdjustedP = adjusted[i] } })
                .OrderBy(column => column.Divergence.AdjustedP)
                .ThenByDescending(column => column.Divergence.JensenShannon)],
            notes);
    }

    private static IEnumerable<string> LackedBy(IReadOnlyList<ReadColumn> of, IReadOnlyList<ReadColumn> by, string what)
    {
        string[] lacking = [.. of.Select(column => column.Name).Except(by.Select(column => column.Name), StringComparer.Ordinal)];
        return lacking.Length == 0 ? [] : [$"{what} has no column {string.Join(", ", lacking.Select(name => $"'{name}'"))}"];
    }
}
