using System.Runtime.CompilerServices;
using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>The sums of the classes that a row is added to, and the units that they count in.</summary>
internal unsafe struct ClassUnits
{
    public long* P, Q, Terms;

    public double Weight;

    public double RounderOfProbabilities;

    public double RounderOfTerms;
}

/// <summary>Corrects the classes of a row that was computed in one walk for the error of its shift, and adds them to the sums of the classes.</summary>
/// <remarks>
/// With the sums over the row p = a / Σ a and q = b / Σ b. The shift's error, e = -ln(Σ a / Σ b), makes of a term
/// (a (d + e) - a + e^-e b) / Σ a = (a d - a + b + e (a - b) + (e^-e - 1 + e) b) / Σ a.
/// </remarks>
/// <typeparam name="TVector">The elements that are worked on at a time.</typeparam>
/// <typeparam name="TAdds">Whether there are sums to add to; otherwise only the distance is found.</typeparam>
internal static unsafe class OneWalkClassesKernel<TVector, TAdds>
    where TVector : unmanaged, IVector<TVector, float>
    where TAdds : struct, IChoice
{
    private const int Stretch = 16;

    /// <returns>Σ |q - p|</returns>
    public static double Add(in OneWalkRow row, in ClassUnits units)
    {
        int whole = row.Length / TVector.Count * TVector.Count;
        return Walk<TVector>(row, units, 0, whole) + Walk<Vector1Of<float>>(row, units, whole, row.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Walk<TPart>(in OneWalkRow row, in ClassUnits units, int first, int end)
        where TPart : unmanaged, IVector<TPart, float>
    {
        float* a = row.ExponentialsP, b = row.ExponentialsQ, terms = row.Terms;
        long* sumsP = units.P, sumsQ = units.Q, sumsT = units.Terms;
        double normaliserP = 1 / row.Sums.P, normaliserQ = 1 / row.Sums.Q, error = -row.Sums.LogRatio;
        double weightP = units.Weight * normaliserP, weightQ = units.Weight * normaliserQ;
        double rounder = units.RounderOfProbabilities, rounderT = units.RounderOfTerms;
        TPart ofP = TPart.Create(normaliserP), ofQ = TPart.Create(normaliserQ), zero = TPart.Create(0);
        TPart slope = TPart.Create(error), rest = TPart.Create(PairState.Excess(1, row.Sums.P / row.Sums.Q, error)), low = zero, high = zero;
        for (int start = first; start < end; start += Stretch * TPart.Count)
        {
            TPart distance = zero;
            int last = Math.Min(end, start + (Stretch * TPart.Count));
            for (int i = start; i < last; i += TPart.Count)
            {
                TPart ofA = TPart.Load(a + i), ofB = TPart.Load(b + i);
                TPart difference = (ofA * ofP) - (ofB * ofQ);
                distance += TPart.AtLeast(difference, -difference);
                if (TAdds.Value)
                {
                    TPart term = TPart.MultiplyAdd(slope, ofA - ofB, TPart.MultiplyAdd(rest, ofB, TPart.Load(terms + i)));
                    TPart.AddRounded(ofA, weightP, rounder, sumsP + i);
                    TPart.AddRounded(ofB, weightQ, rounder, sumsQ + i);
                    TPart.AddRounded(TPart.AtLeast(zero, term), weightP, rounderT, sumsT + i);
                }
            }

            TPart.Accumulate(distance, ref low, ref high);
        }

        return TPart.Total(low, high);
    }
}
