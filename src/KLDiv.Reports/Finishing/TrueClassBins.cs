using KLDiv.Reports.State;
using KLDiv.Simd;

namespace KLDiv.Reports.Finishing;

/// <summary>What became of the true class's probability, over what it was: by its probability p in the target.</summary>
internal static class TrueClassBins
{
    private const int Bins = RowTotals.CalibrationBins;

    /// <param name="target">-ln p of each row that counts.</param>
    /// <param name="input">-ln q.</param>
    /// <param name="weights">Their weights; null: all weigh 1.</param>
    public static TrueClassBin[] Of(double[] target, double[] input, double[]? weights)
    {
        Sums[] sums = new Sums[Bins];
        for (int i = 0; i < target.Length; i++)
        {
            double p = Math.Exp(-target[i]);
            sums[BinOf(p)].Add(p, Math.Exp(-input[i]), weights?[i] ?? 1);
        }

        // The spread around the means, in a walk of its own: the difference of two sums of squares has no digits left where the changes are alike.
        for (int i = 0; i < target.Length; i++)
        {
            double p = Math.Exp(-target[i]);
            sums[BinOf(p)].AddSquare(Math.Exp(-input[i]) - p, weights?[i] ?? 1);
        }

        double weight = sums.Sum(bin => bin.Weight.Value);
        return [.. sums.Select((bin, index) => bin.Finish(index, weight))];
    }

    private static int BinOf(double p) => Math.Clamp((int)(p * Bins), 0, Bins - 1);

    private struct Sums
    {
        public ExactSum Weight;

        private ExactSum _squaredWeight, _p, _q, _square;
        private long _count;
        private double _meanChange;

        public void Add(double p, double q, double weight)
        {
            _count++;
            Weight.Add(weight);
            _squaredWeight.Add(weight * weight);
            _p.Add(weight * p);
            _q.Add(weight * q);
            _meanChange = double.NaN;
        }

        public void AddSquare(double change, double weight)
        {
            if (double.IsNaN(_meanChange))
            {
                _meanChange = (_q.Value - _p.Value) / Weight.Value;
            }

            _square.Add(weight * (change - _meanChange) * (change - _meanChange));
        }

        public readonly TrueClassBin Finish(int index, double weightOfAll)
        {
            double weight = Weight.Value, effective = weight * weight / _squaredWeight.Value;
            double error = effective > 1 ? Math.Sqrt(_square.Value / weight / (effective - 1)) : double.NaN;
            return new TrueClassBin(
                (double)index / Bins,
                (index + 1.0) / Bins,
                _count,
                _count == 0 ? double.NaN : _p.Value / weight,
                _count == 0 ? new Estimate(double.NaN, double.NaN) : new Estimate(_q.Value / weight, error),
                _count == 0 ? 0 : weight / weightOfAll);
        }
    }
}
