using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>Two rows of logits, what their exponentials count from, and the sums of these.</summary>
internal unsafe struct ExponentialSums<T>
    where T : unmanaged
{
    public T* P;

    public T* Q;

    public int Length;

    /// <summary>A number that no number of P exceeds, and whose exponential is taken as 1.</summary>
    public double OriginP;

    public double OriginQ;

    public double InverseTemperature;

    /// <summary>Σ e^((x - origin) / T) over P.</summary>
    public double SumP;

    public double SumQ;

    /// <summary>Σ of the distances of P's exponentials from Q's.</summary>
    public double Distance;
}

/// <summary>Sums the exponentials of two rows in one walk, a few digits short of the type's precision: a reference for what is computed next.</summary>
internal static unsafe class ExponentialSumsKernel<TVector, T>
    where TVector : unmanaged, IVector<TVector, T>
    where T : unmanaged
{
    /// <summary>Vectors that are summed in the elements' own type before the sum goes on in double.</summary>
    private const int Stretch = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ExponentialSums<T>* rows)
    {
        TVector originP = TVector.Create(rows->OriginP), originQ = TVector.Create(rows->OriginQ), inverse = TVector.Create(rows->InverseTemperature);
        TVector zero = TVector.Create(0), lowP = zero, highP = zero, lowQ = zero, highQ = zero, lowD = zero, highD = zero;
        int whole = rows->Length / TVector.Count * TVector.Count;
        for (int start = 0; start < whole; start += Stretch * TVector.Count)
        {
            TVector sumP = zero, sumQ = zero, distance = zero;
            int end = Math.Min(whole, start + (Stretch * TVector.Count));
            for (int i = start; i < end; i += TVector.Count)
            {
                Add(TVector.Load(rows->P + i), TVector.Load(rows->Q + i), originP, originQ, inverse, ref sumP, ref sumQ, ref distance);
            }

            TVector.Accumulate(sumP, ref lowP, ref highP);
            TVector.Accumulate(sumQ, ref lowQ, ref highQ);
            TVector.Accumulate(distance, ref lowD, ref highD);
        }

        if (whole < rows->Length)
        {
            TVector restP = TVector.Create(double.NegativeInfinity), restQ = restP, sumP = zero, sumQ = zero, distance = zero;
            int count = rows->Length - whole;
            new ReadOnlySpan<T>(rows->P + whole, count).CopyTo(new Span<T>(&restP, count));
            new ReadOnlySpan<T>(rows->Q + whole, count).CopyTo(new Span<T>(&restQ, count));
            Add(restP, restQ, originP, originQ, inverse, ref sumP, ref sumQ, ref distance);
            TVector.Accumulate(sumP, ref lowP, ref highP);
            TVector.Accumulate(sumQ, ref lowQ, ref highQ);
            TVector.Accumulate(distance, ref lowD, ref highD);
        }

        rows->SumP = TVector.Total(lowP, highP);
        rows->SumQ = TVector.Total(lowQ, highQ);
        rows->Distance = TVector.Total(lowD, highD);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        TVector p, TVector q, TVector originP, TVector originQ, TVector inverse, ref TVector sumP, ref TVector sumQ, ref TVector distance)
    {
        TVector ofP = Exponential.OfModest<TVector, T>((p - originP) * inverse);
        TVector ofQ = Exponential.OfModest<TVector, T>((q - originQ) * inverse);
        TVector difference = ofP - ofQ;
        sumP += ofP;
        sumQ += ofQ;
        distance += TVector.AtLeast(difference, -difference);
    }
}
