using System.Runtime.CompilerServices;
using KLDiv.Distilling;
using KLDiv.Simd;

namespace KLDiv.Comparing;

/// <summary>Terms and exponentials of a row, and their sums, in one walk with two exponentials a class.</summary>
/// <remarks>
/// With v = e^(-d/2) - 1 nothing cancels: b = a (1 + v)², b - a = a v (2 + v), the difference of the roots is sqrt(a) v, and
/// a d - a + b = a (v² + 2 (v + d/2)).
/// </remarks>
internal static unsafe class OneWalkKernel<TVector>
    where TVector : unmanaged, IVector<TVector, float>
{
    /// <summary>Vectors that are summed in the elements' own type before the sum goes on in double.</summary>
    private const int Stretch = 16;

    private const double Log2E = 1.4426950408889634;

    /// <summary>e^-100 is 0 here.</summary>
    private const double AbsentExponent = 100;

    public static void Run(OneWalkRow* row)
    {
        Sums sums = new() { Least = TVector.Create(double.PositiveInfinity) };
        int whole = row->Length / TVector.Count * TVector.Count;
        OneWalkRow walked = *row;
        walked.Length = whole;
        Walk(&walked, ref sums);
        if (whole < row->Length)
        {
            RunRest(row, whole, ref sums);
        }

        row->Sums = new()
        {
            P = TVector.Total(sums.LowP, sums.HighP),
            Difference = TVector.Total(sums.LowD, sums.HighD),
            Terms = TVector.Total(sums.LowT, sums.HighT),
            RootDistance = TVector.Total(sums.LowR, sums.HighR),
            Least = -TVector.Largest(-sums.Least),
        };
    }

    /// <summary>The last elements become one vector, filled up with classes that neither side has.</summary>
    private static void RunRest(OneWalkRow* row, int start, ref Sums sums)
    {
        TVector* room = stackalloc TVector[5];
        double absent = row->Origin - (AbsentExponent / row->InverseTemperature);
        room[0] = TVector.Create(absent);
        room[1] = room[0] - TVector.Create(row->Shift);
        OneWalkRow rest = *row;
        rest.P = (float*)room;
        rest.Q = (float*)(room + 1);
        rest.ExponentialsP = (float*)(room + 2);
        rest.ExponentialsQ = (float*)(room + 3);
        rest.Terms = (float*)(room + 4);
        rest.Length = TVector.Count;
        int count = row->Length - start;
        Copy(row->P + start, rest.P, count);
        Copy(row->Q + start, rest.Q, count);
        Walk(&rest, ref sums);
        Copy(rest.ExponentialsP, row->ExponentialsP + start, count);
        Copy(rest.ExponentialsQ, row->ExponentialsQ + start, count);
        Copy(rest.Terms, row->Terms + start, count);
    }

    private static void Copy(float* source, float* destination, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(OneWalkRow* row, ref Sums sums)
    {
        TVector zero = TVector.Create(0), two = TVector.Create(2);
        TVector origin = TVector.Create(row->Origin), shift = TVector.Create(row->Shift), inverse = TVector.Create(row->InverseTemperature);
        TVector binary = TVector.Create(row->InverseTemperature * Log2E), leastExponent = TVector.Create(StableExponential.Least<float>());
        TVector lowP = sums.LowP, highP = sums.HighP, lowD = sums.LowD, highD = sums.HighD;
        TVector lowT = sums.LowT, highT = sums.HighT, lowR = sums.LowR, highR = sums.HighR, least = sums.Least;
        float* p = row->P, q = row->Q, toP = row->ExponentialsP, toQ = row->ExponentialsQ, toT = row->Terms;
        int length = row->Length;
        for (int start = 0; start < length; start += Stretch * TVector.Count)
        {
            TVector sumP = zero, sumD = zero, sumT = zero, sumR = zero;
            int end = Math.Min(length, start + (Stretch * TVector.Count));
            for (int i = start; i < end; i += TVector.Count)
            {
                TVector ofP = TVector.Load(p + i);
                TVector distance = (ofP - TVector.Load(q + i) - shift) * inverse;
                TVector a = StableExponential.PowerOfTwo<TVector, float>(TVector.AtLeast(leastExponent, (ofP - origin) * binary), zero);
                TVector half = distance * TVector.Create(-0.5);
                TVector v = StableExponential.MinusOne<TVector, float, Yes>(half, out TVector isNear, out TVector excess);
                TVector change = v * (v + two);
                TVector ofTerm = TVector.Select(isNear, TVector.MultiplyAdd(v, v, excess * two), change + distance);
                TVector difference = a * change;
                TVector term = a * ofTerm;
                TVector.Store(a, toP + i);
                TVector.Store(a + difference, toQ + i);
                TVector.Store(term, toT + i);
                least = TVector.AtMost(least, distance);
                sumP += a;
                sumD += difference;
                sumT += term;
                sumR = TVector.MultiplyAdd(a * v, v, sumR);
            }

            TVector.Accumulate(sumP, ref lowP, ref highP);
            TVector.Accumulate(sumD, ref lowD, ref highD);
            TVector.Accumulate(sumT, ref lowT, ref highT);
            TVector.Accumulate(sumR, ref lowR, ref highR);
        }

        sums = new Sums() { LowP = lowP, HighP = highP, LowD = lowD, HighD = highD, LowT = lowT, HighT = highT, LowR = lowR, HighR = highR, Least = least };
    }

    private struct Sums
    {
        public TVector LowP, HighP, LowD, HighD, LowT, HighT, LowR, HighR, Least;
    }
}
