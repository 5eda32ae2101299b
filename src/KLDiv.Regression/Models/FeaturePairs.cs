using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Models;

/// <summary>Pairs of features, as runs of one first feature and second ones that follow each other.</summary>
internal sealed class FeaturePairs
{
    private readonly List<(int First, int Second, int Count)> _runs = [];

    /// <param name="pairs">In the order of their products.</param>
    public FeaturePairs(IEnumerable<(int First, int Second)> pairs)
    {
        foreach ((int first, int second) in pairs)
        {
            Count++;
            if (_runs.Count > 0 && _runs[^1].First == first && _runs[^1].Second + _runs[^1].Count == second)
            {
                _runs[^1] = _runs[^1] with { Count = _runs[^1].Count + 1 };
            }
            else
            {
                _runs.Add((first, second, 1));
            }
        }
    }

    public int Count { get; }

    public IReadOnlyList<(int First, int Second)> ToList() =>
        [.. _runs.SelectMany(run => Enumerable.Range(run.Second, run.Count).Select(second => (run.First, second)))];

    /// <summary>The products of a row.</summary>
    public void Multiply(ReadOnlySpan<double> features, Span<double> products)
    {
        foreach ((int first, int second, int count) in _runs)
        {
            TensorPrimitives.Multiply(features.Slice(second, count), features[first], products);
            products = products[count..];
        }
    }

    /// <summary>The pairs of which something can be learned: all but those whose product is the same in every row, and those with a constant feature.</summary>
    public static FeaturePairs Of(RowSet features, double[] scales, CancellationToken cancellationToken)
    {
        var all = new FeaturePairs(
            Enumerable.Range(0, features.Columns).SelectMany(i => Enumerable.Range(i + 1, features.Columns - i - 1).Select(j => (i, j))));
        double[] row = new double[features.Columns], products = new double[all.Count], low = new double[all.Count], high = new double[all.Count];
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        for (nint i = 0; i < features.Count; i++)
        {
            if (i % RowSet.BlockRows(features.Columns) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            // In units of the scales, so that products neither overflow nor vanish.
            features.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++)
            {
                row[column] = scales[column] == 0 ? 0 : row[column] / scales[column];
            }

            all.Multiply(row, products);
            TensorPrimitives.Min(low, products, low);
            TensorPrimitives.Max(high, products, high);
        }

        return new FeaturePairs(all.ToList().Where((_, pair) => low[pair] != high[pair]));
    }
}
