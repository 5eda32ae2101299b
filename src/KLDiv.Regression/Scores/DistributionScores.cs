using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Fitting.Dense;
using KLDiv.Regression.Models;
using KLDiv.Regression.Scores;

namespace KLDiv.Regression;

/// <summary>How near predicted distributions q are to targets p, by the figures that the label-distribution field reports: means over the rows.</summary>
/// <remarks>
/// The six measures of Geng (2016), "Label Distribution Learning", IEEE TKDE 28:1734-1748, Table 2. Rows are weighted where weights are given, and a
/// row of weight 0 is skipped. Targets sum to 1; of those that do not the divergence is the criterion's, and for the other figures they are divided by
/// their sum, and a row of zeros is left out.
/// </remarks>
/// <param name="Rows">The rows of a weight above 0.</param>
/// <param name="KL">The Kullback-Leibler divergence Σ p ln(p / q), in nats; +∞ where q rules out what p has. Lower is better.</param>
/// <param name="Chebyshev">max |p - q|. Lower is better.</param>
/// <param name="Clark">√ Σ ((p - q) / (p + q))², with 0 / 0 = 0. Lower is better.</param>
/// <param name="Canberra">Σ |p - q| / (p + q), with 0 / 0 = 0. Lower is better.</param>
/// <param name="Cosine">Σ p q / (‖p‖ ‖q‖). Higher is better.</param>
/// <param name="Intersection">Σ min(p, q). Higher is better.</param>
/// <param name="Ordered">The figures of ordered bins; null where the points of the support are not ordered.</param>
/// <param name="Categories">The figures of classes; null where a row's target is a distribution, or the points are ordered.</param>
public sealed record DistributionScores(
    long Rows, double KL, double Chebyshev, double Clark, double Canberra, double Cosine, double Intersection, OrderedScores? Ordered = null, CategoryScores? Categories = null)
{
    private const int FewestRowsOfPart = 4096, MostParts = 64;

    /// <summary>The figures that need no order.</summary>
    internal const int PlainCount = 6;

    /// <summary>The figures of predictions.</summary>
    /// <param name="logProbabilities">ln q, of shape [rows, support]; dense or strided.</param>
    /// <param name="targets">p, of shape [rows, support]; dense or strided.</param>
    /// <param name="bins">What the points of the support stand for, where they are ordered; null: they are not.</param>
    /// <param name="rowWeights">One for each row, finite and at least 0; empty: 1 for every row.</param>
    /// <exception cref="RegressionDataException">Shapes do not fit, a target or weight is not finite and at least 0, or all weights are 0.</exception>
    /// <exception cref="ArgumentException">The bins are not as many as the support is long.</exception>
    public static DistributionScores Of<TLog, TTarget>(
        in ReadOnlyTensorSpan<TLog> logProbabilities,
        in ReadOnlyTensorSpan<TTarget> targets,
        Binning? bins = null,
        ReadOnlySpan<double> rowWeights = default)
        where TLog : unmanaged, IFloatingPointIeee754<TLog>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DataChecks.Shapes(logProbabilities.Lengths, targets.Lengths);
        DataChecks.TargetsOfModel(targets.Lengths, checked((int)logProbabilities.Lengths[1]));
        return PinnedRows.Use(logProbabilities, targets, rowWeights, rows => OfLogProbabilities(rows.Checked(), bins));
    }

    /// <summary>The figures of a model's predictions, which are made block by block.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">x, of shape [rows, features]; dense or strided.</param>
    /// <param name="targets">p, of shape [rows, support]; dense or strided.</param>
    /// <param name="bins">What the points of the support stand for, where they are ordered; null: they are not.</param>
    /// <param name="rowWeights">One for each row, finite and at least 0; empty: 1 for every row.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="RegressionDataException">
    /// Shapes do not fit each other or the model, a feature is not finite, a target or weight is not finite and at least 0, or all weights are 0.
    /// </exception>
    /// <exception cref="ArgumentException">The bins are not as many as the support is long.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static DistributionScores Of<TFeature, TTarget>(
        DistributionModel model,
        in ReadOnlyTensorSpan<TFeature> features,
        in ReadOnlyTensorSpan<TTarget> targets,
        Binning? bins = null,
        ReadOnlySpan<double> rowWeights = default,
        CancellationToken cancellationToken = default)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget> =>
        PinnedRows.UseWith(model, features, targets, rowWeights, rows => Of(model, rows, rows.ContentsOf(bins), threads: 0, cancellationToken));

    /// <param name="model">The model.</param>
    /// <param name="data">The rows to predict and their targets, which were checked before.</param>
    /// <param name="contents">The bins of a number that the support stands for, and what is inside; null: not ordered.</param>
    /// <param name="threads">As <see cref="FitOptions.MaxDegreeOfParallelism"/>.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    internal static DistributionScores Of(DistributionModel model, FitRows data, BinContents? contents, int threads, CancellationToken cancellationToken)
    {
        Check(contents?.Bins, model.Support);
        var parts = new ScoreSums[(int)Math.Clamp(data.Rows / FewestRowsOfPart, 1, MostParts)];
        RowParts.Run(parts.Length, threads, part =>
        {
            nint Start(int number) => (nint)((Int128)data.Rows * number / parts.Length);
            parts[part] = SumsOf(model, data, contents, Start(part), Start(part + 1), cancellationToken);
        });
        foreach (ScoreSums part in parts.AsSpan(1))
        {
            parts[0].Add(part);
        }

        return parts[0].Scores();
    }

    private static ScoreSums SumsOf(DistributionModel model, FitRows data, BinContents? contents, nint from, nint to, CancellationToken cancellationToken)
    {
        var predictor = new BlockPredictor(model, data.Features);
        var sums = new ScoreSums(model.Support, contents);
        double[] target = new double[model.Support], weights = new double[predictor.BlockRows];
        for (nint start = from; start < to; start += predictor.BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rows = (int)nint.Min(predictor.BlockRows, to - start);
            ReadOnlySpan<double> block = predictor.Next(start, rows);
            data.CopyWeights(start, weights.AsSpan(0, rows));
            for (int row = 0; row < rows; row++)
            {
                data.Targets.CopyRow(start + row, target);
                sums.Add(block.Slice(row * model.Support, model.Support), target, weights[row], data.ValueOf(start + row));
            }
        }

        return sums;
    }

    /// <param name="rows">Log-probabilities in the place of features, and the targets, which were checked before.</param>
    /// <param name="bins">What the support stands for; null: not ordered.</param>
    private static DistributionScores OfLogProbabilities(FitRows rows, Binning? bins)
    {
        Check(bins, rows.Targets.Columns);
        var sums = new ScoreSums(rows.Targets.Columns, rows.ContentsOf(bins));
        double[] log = new double[rows.Targets.Columns], target = new double[rows.Targets.Columns], weight = new double[1];
        for (nint row = 0; row < rows.Rows; row++)
        {
            rows.Features.CopyRow(row, log);
            rows.Targets.CopyRow(row, target);
            rows.CopyWeights(row, weight);
            sums.Add(log, target, weight[0], double.NaN);
        }

        return sums.Scores();
    }

    internal static DistributionScores Of(long rows, ReadOnlySpan<double> values) => new(
        rows,
        values[0],
        values[1],
        values[2],
        values[3],
        values[4],
        values[5],
        values.Length == PlainCount + OrderedScores.Count ? OrderedScores.Of(values[PlainCount..]) : null,
        values.Length == PlainCount + CategoryScores.Count ? CategoryScores.Of(values[PlainCount..]) : null);

    /// <summary>Whether they can be those of a model's predictions: within what each of them can be, but for rounding.</summary>
    /// <param name="bins">What the support stands for; null: not ordered.</param>
    internal bool AreFiguresOf(Binning? bins)
    {
        const double Rounding = 1e-6;
        static bool IsShare(double value) => double.IsNaN(value) || value is >= -Rounding and <= 1 + Rounding;
        bool plain = Rows >= 1 && !(KL < -Rounding) && !(Clark < 0) && !(Canberra < 0) && IsShare(Chebyshev) && IsShare(Cosine) && IsShare(Intersection);
        bool isCategory = Categories is null || (bins is null && IsShare(Categories.Accuracy) && !(Categories.LogLoss < -Rounding));
        return plain && isCategory && Ordered is null == bins is null
            && (Ordered is null || (!(Ordered.Crps < 0) && Ordered.Pit.Count == OrderedScores.PitClasses && Ordered.Values()[1..].All(IsShare)));
    }

    /// <summary>All of them in one row, to be averaged.</summary>
    internal double[] Values() => [KL, Chebyshev, Clark, Canberra, Cosine, Intersection, .. Ordered?.Values() ?? [], .. Categories?.Values() ?? []];

    /// <exception cref="ArgumentException">The bins are not as many as the support is long.</exception>
    internal static void Check(Binning? bins, int support)
    {
        if (bins is not null && bins.Count != support)
        {
            throw new ArgumentException($"There are {bins.Count} bins and the distributions have {support} points; they must be equal.", nameof(bins));
        }
    }
}
