using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Neighbours;

namespace KLDiv.Regression;

/// <summary>The mean of the distributions of the k nearest rows: AA-kNN of the label-distribution field, what a model that learns must beat.</summary>
/// <remarks>
/// Geng (2016), "Label Distribution Learning", IEEE TKDE 28:1734-1748, Section 3.2: q(x) is the mean of the targets of the k rows whose features are nearest
/// to x, each row weighted where weights are given. The distance is Euclidean, as there, or Euclidean between standardised features. Of rows
/// that are equally far the one that comes first is nearer. A row of weight 0 is no neighbour. A point of the support that no neighbour has gets probability
/// 0, and then the divergence of a target that has it is infinite.
/// Features that are distributions or of one unit are compared as they are; standardised, each column counts alike whatever its unit.
/// The rows are searched in a k-d tree: exactly, and fast where the features are few or repeat.
/// </remarks>
public sealed class NearestNeighbours : DistributionModel
{
    /// <summary>The largest coordinate of which squared differences can be summed up.</summary>
    private const double Farthest = 1e150;

    private readonly FeatureScale? _scale;
    private readonly PointTree _tree;
    private readonly RowSet _targets;
    private readonly double[] _weights;
    private readonly int _threads;

    /// <summary>Reads the neighbours' targets where they are.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="neighbours">k.</param>
    /// <param name="isStandardised">Whether features are divided by their standard deviation.</param>
    /// <param name="threads">As <see cref="FitOptions.MaxDegreeOfParallelism"/>.</param>
    internal NearestNeighbours(FitRows data, int neighbours, bool isStandardised, int threads)
        : this(data, data.Targets, neighbours, isStandardised) => _threads = threads;

    private NearestNeighbours(FitRows data, RowSet targets, int neighbours, bool isStandardised)
        : base(data.Features.Columns, data.Targets.Columns)
    {
        Neighbours = neighbours;
        _targets = targets;
        _weights = new double[data.Rows];
        data.CopyWeights(0, _weights);
        double[] points = new double[checked(_weights.Length * Features)];
        data.Features.CopyRows(0, _weights.Length, points);
        for (int row = 0; row < _weights.Length; row++)
        {
            DataChecks.Features(points.AsSpan(row * Features, Features), data.Features.RowOf(row));
        }

        _scale = isStandardised ? new FeatureScale(points, Features) : null;
        _scale?.Apply(points);
        for (int row = 0; row < _weights.Length; row++)
        {
            if (!IsNear(points.AsSpan(row * Features, Features)))
            {
                double[] features = new double[Features];
                data.Features.CopyRow(row, features);
                int largest = TensorPrimitives.IndexOfMaxMagnitude<double>(points.AsSpan(row * Features, Features));
                throw DataChecks.Feature(features, data.Features.RowOf(row), largest, "its distance from others is more than double precision holds");
            }
        }

        _tree = new PointTree(points, Features);
    }

    /// <summary>k.</summary>
    public int Neighbours { get; }

    /// <summary>Keeps a copy of the rows.</summary>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">The distributions, of shape [rows, support]; dense or strided.</param>
    /// <param name="neighbours">k, at least 1; where there are fewer rows, all of them.</param>
    /// <param name="isStandardised">Whether features are divided by their standard deviation; a column that is the same everywhere counts for nothing.</param>
    /// <param name="rowWeights">One for each row, finite and at least 0; empty: 1 for every row.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is less than 1.</exception>
    /// <exception cref="RegressionDataException">
    /// Shapes do not fit, a feature is not finite, a target or weight is not finite and at least 0, or all weights are 0.
    /// </exception>
    public static NearestNeighbours Fit<TFeature, TTarget>(
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        int neighbours = 4,
        bool isStandardised = false,
        ReadOnlySpan<double> rowWeights = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        return PinnedRows.Use(
            features, targets, rowWeights, rows => new NearestNeighbours(rows.Checked(), new RowSet(ArrayMatrix.Of(rows.Targets)), neighbours, isStandardised));
    }

    /// <summary>The rows are independent of each other, so that several threads give what one gives.</summary>
    internal override void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int rows) => LogProbabilities(features, log, rows, numbers: null);

    /// <param name="features">[rows, features], finite.</param>
    /// <param name="log">[rows, support].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="numbers">The number that each row has among those that are searched, so that it is no neighbour of its own; null: they are others.</param>
    internal unsafe void LogProbabilities(ReadOnlySpan<double> features, Span<double> log, int rows, int[]? numbers)
    {
        int threads = _threads > 0 ? _threads : KLDivergence.MaxDegreeOfParallelism;
        fixed (double* x = features)
        fixed (double* q = log)
        {
            double* from = x, to = q;
            Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new Search(this), (row, _, search) =>
            {
                search.Excluded = numbers?[row] ?? -1;
                search.Write(new ReadOnlySpan<double>(from + (row * Features), Features), new Span<double>(to + (row * Support), Support));
                return search;
            }, static _ => { });
        }
    }

    /// <summary>Whether distances to a point can be computed: their squares must not overflow.</summary>
    private static bool IsNear(ReadOnlySpan<double> point) => Math.Abs(TensorPrimitives.MaxMagnitude(point)) <= Farthest;

    /// <summary>What one thread needs.</summary>
    private sealed class Search(NearestNeighbours model)
    {
        private readonly Nearest _nearest = new(Math.Min(model.Neighbours, model._weights.Length));
        private readonly double[] _point = new double[model.Features];
        private readonly double[] _target = new double[model.Support];

        public int Excluded { set => _nearest.Excluded = value; }

        public void Write(ReadOnlySpan<double> features, Span<double> log)
        {
            features.CopyTo(_point);
            model._scale?.Apply(_point);
            if (!IsNear(_point))
            {
                log.Fill(double.NaN);
                return;
            }

            _nearest.Clear();
            model._tree.Search(_point, _nearest);
            log.Clear();
            foreach (int number in _nearest.Numbers)
            {
                model._targets.CopyRow(number, _target);
                TensorPrimitives.MultiplyAdd(_target, model._weights[number], log, log);
            }

            double mass = SteadySums.Sum(log);
            if (mass == 0)
            {
                log.Fill(-Math.Log(log.Length));
                return;
            }

            TensorPrimitives.Divide(log, mass, log);
            TensorPrimitives.Log(log, log);
        }
    }
}
