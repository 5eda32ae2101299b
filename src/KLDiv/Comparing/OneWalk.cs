using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv.Comparing;

/// <summary>
/// The figures of whole rows of float logits in one walk, each from an estimate of how far P's logits lie above Q's: with half the exponentials that it takes to find the
/// sums of the row first. For one thread.
/// </summary>
/// <param name="temperature">T.</param>
internal sealed unsafe class OneWalk(double temperature)
{
    /// <summary>A divergence below it needs more digits of ln p - ln q than float has.</summary>
    private const double LeastDivergence = 1e-6;

    /// <summary>The root of a divergence must be this part of what the logits lie apart: 2^16 times what rounding takes from the differences of logits.</summary>
    private const double LeastPart = 1.0 / (1 << 8);

    /// <summary>A divergence above it is left to the slower walk: sums of classes have no room for terms of any size.</summary>
    private const double MostDivergence = 1 << 10;

    /// <summary>The least d for which b, compared with a, is within float's range.</summary>
    private const double LeastDistance = -30;

    /// <summary>The estimate is good as long as it adds no more than this times the divergence to the terms: removing that again costs two bits.</summary>
    private const double MostExcess = 3;

    /// <summary>Further off, the smaller sum of exponentials would lose digits as a difference from the larger one.</summary>
    private const double MostLogRatio = 1;

    private readonly OneWalkKernels _kernels = OneWalkKernels.Select();

    private float[] _outputs = [];

    /// <summary>Computes a row, and adds it to the sums of the classes if there are any, unless one walk cannot serve it.</summary>
    /// <param name="p">The logits of P, which are ordinary.</param>
    /// <param name="q">The logits of Q.</param>
    /// <param name="weight">The row's weight, more than 0 and at most 1.</param>
    /// <param name="row">The row, of which the top classes are known.</param>
    /// <param name="classes">The sums of the classes; null where they are not wanted.</param>
    public bool TryMeasure(ReadOnlySpan<float> p, ReadOnlySpan<float> q, double weight, ref PreparedRow row, ClassSums? classes)
    {
        if (p.Length > Array.MaxLength / 3)
        {
            return false;
        }

        if (_outputs.Length < 3 * p.Length)
        {
            _outputs = GC.AllocateUninitializedArray<float>(3 * p.Length);
        }

        fixed (float* atP = p, atQ = q, outputs = _outputs)
        {
            OneWalkRow walked = new()
            {
                P = atP,
                Q = atQ,
                Length = p.Length,
                Origin = row.P.TopValue,
                Shift = p[row.P.Top] - q[row.P.Top],
                InverseTemperature = 1 / temperature,
                ExponentialsP = outputs,
                ExponentialsQ = outputs + p.Length,
                Terms = outputs + (2 * p.Length),
            };
            if (!TryWalk(&walked))
            {
                return false;
            }

            row.Forward = walked.Sums.Divergence;
            row.IsMeasured = true;
            row.P.Set(walked.Origin, walked.Sums.P);
            row.Q.Set(walked.Origin - walked.Shift, walked.Sums.Q);
            row.Sums.Distance = classes is null ? _kernels.Distance(walked, default) : classes.Add(walked, weight, row.Forward, _kernels.Add);
            row.Sums.RootDistance = walked.Sums.NormalisedRootDistance;
            return true;
        }
    }

    /// <summary>Computes a row from the estimate in it; if that was not good, once more from the ratio that came out.</summary>
    private bool TryWalk(OneWalkRow* row)
    {
        _kernels.Walk(row);
        if (IsPossible(row->Sums) && !IsGood(row->Sums))
        {
            row->Shift = (float)(row->Shift + (row->Sums.LogRatio * temperature));
            _kernels.Walk(row);
        }

        return IsPossible(row->Sums) && IsGood(row->Sums) && row->Sums.Divergence >= LeastOf(*row);
    }

    /// <summary>Logits that lie apart leave fewer digits to what their differences differ by.</summary>
    private static double LeastOf(in OneWalkRow row) =>
        Math.Max(LeastDivergence, Math.Pow(row.Shift * row.InverseTemperature * LeastPart, 2));

    private static bool IsPossible(in OneWalkSums sums) => sums.Least >= LeastDistance && sums.Terms / sums.P <= MostDivergence;

    private static bool IsGood(in OneWalkSums sums) => Math.Abs(sums.LogRatio) <= MostLogRatio && sums.Excess <= MostExcess * sums.Divergence;
}

/// <summary>The kernels for rows in one walk, at the width that the hardware has.</summary>
internal unsafe struct OneWalkKernels : IOfWidth<float, OneWalkKernels>
{
    /// <summary>The terms, the exponentials and their sums.</summary>
    public delegate*<OneWalkRow*, void> Walk;

    /// <summary>Adds the classes to their sums, and gives Σ |q - p|.</summary>
    public delegate*<in OneWalkRow, in ClassUnits, double> Add;

    /// <summary>Gives Σ |q - p| alone.</summary>
    public delegate*<in OneWalkRow, in ClassUnits, double> Distance;

    public static OneWalkKernels Select() => VectorWidth.Choose<OneWalkKernels, float, OneWalkKernels>(VectorWidth.Current);

    public OneWalkKernels Of<TVector, TWide>()
        where TVector : unmanaged, IVector<TVector, float>
        where TWide : unmanaged, IVector<TWide, double> => new()
        {
            Walk = &OneWalkKernel<TVector>.Run,
            Add = &OneWalkClassesKernel<TVector, Yes>.Add,
            Distance = &OneWalkClassesKernel<TVector, No>.Add,
        };
}
