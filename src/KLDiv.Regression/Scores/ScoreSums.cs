using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Scores;

/// <summary>Adds the figures of rows up, block by block.</summary>
/// <param name="support">The length of a distribution.</param>
/// <param name="contents">The bins of a number that the support stands for, and what is inside; null: the points have no order.</param>
internal sealed class ScoreSums(int support, BinContents? contents)
{
    /// <summary>What the sum of a distribution is off by when it is rounded.</summary>
    private const double Rounding = 1e-12;

    private readonly OrderedRow? _ordered = contents is null ? null : new OrderedRow(contents.Bins);
    private readonly double[] _row = new double[DistributionScores.PlainCount + (contents is null ? CategoryScores.Count : OrderedScores.Count)];
    private readonly double[] _sums = new double[DistributionScores.PlainCount + (contents is null ? CategoryScores.Count : OrderedScores.Count)];
    private readonly double[] _probabilities = new double[support];
    private readonly double[] _target = new double[support];
    private readonly double[] _differences = new double[support];
    private readonly double[] _totals = new double[support];
    private bool _hasClasses = contents is null;
    private long _rows;
    private double _weightOfDistributions;

    /// <param name="logProbabilities">[support].</param>
    /// <param name="target">[support].</param>
    /// <param name="weight">Above 0.</param>
    /// <param name="value">The number that was observed; NaN where only its distribution is known.</param>
    public void Add(ReadOnlySpan<double> logProbabilities, ReadOnlySpan<double> target, double weight, double value)
    {
        _rows++;
        double mass = SteadySums.Sum(target);
        if (mass == 0)
        {
            return;
        }

        _weightOfDistributions += weight;
        TensorPrimitives.Exp(logProbabilities, _probabilities);
        TensorPrimitives.Divide(target, Math.Abs(mass - 1) <= Rounding ? 1 : mass, _target);
        _sums[0] += weight * KLDivergence.Loss<double, double>(logProbabilities, _target, Reduction.Sum);
        Compare();
        if (contents is null)
        {
            Classify(logProbabilities);
        }
        else if (!double.IsNaN(value))
        {
            ValueRow.Write(new BinnedDistribution(contents, _probabilities), value, _row.AsSpan(DistributionScores.PlainCount));
        }
        else
        {
            _ordered?.Write(_probabilities, _target, _row.AsSpan(DistributionScores.PlainCount));
        }

        for (int i = 1; i < _sums.Length; i++)
        {
            _sums[i] += weight * _row[i];
        }
    }

    /// <summary>Adds the figures of other rows.</summary>
    public void Add(ScoreSums others)
    {
        _rows += others._rows;
        _hasClasses &= others._hasClasses;
        _weightOfDistributions += others._weightOfDistributions;
        TensorPrimitives.Add<double>(_sums, others._sums, _sums);
    }

    public DistributionScores Scores()
    {
        double[] means = new double[_sums.Length];
        TensorPrimitives.Divide(_sums, _weightOfDistributions, means);
        return DistributionScores.Of(_rows, contents is null && !_hasClasses ? means.AsSpan(0, DistributionScores.PlainCount) : means);
    }

    /// <summary>Whether the most probable class is the row's, and how probable that was; of a row that is of no one class nothing is told.</summary>
    private void Classify(ReadOnlySpan<double> logProbabilities)
    {
        int observed = TensorPrimitives.IndexOfMax<double>(_target);
        _hasClasses &= _target[observed] == 1;
        _row[DistributionScores.PlainCount] = TensorPrimitives.IndexOfMax(logProbabilities) == observed ? 1 : 0;
        _row[DistributionScores.PlainCount + 1] = -logProbabilities[observed];
    }

    private void Compare()
    {
        TensorPrimitives.Subtract<double>(_probabilities, _target, _differences);
        TensorPrimitives.Abs<double>(_differences, _differences);
        TensorPrimitives.Add<double>(_probabilities, _target, _totals);
        _row[1] = TensorPrimitives.Max<double>(_differences);

        // Where both are 0 their difference is: 0 / ε, so 0.
        TensorPrimitives.Max<double>(_totals, double.Epsilon, _totals);
        TensorPrimitives.Divide<double>(_differences, _totals, _differences);
        _row[2] = Math.Sqrt(SteadySums.SumOfSquares(_differences));
        _row[3] = SteadySums.Sum(_differences);
        _row[4] = SteadySums.CosineSimilarity(_probabilities, _target);
        TensorPrimitives.Min<double>(_probabilities, _target, _totals);
        _row[5] = SteadySums.Sum(_totals);
    }
}
