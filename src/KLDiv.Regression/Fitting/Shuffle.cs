namespace KLDiv.Regression.Fitting;

/// <summary>A random order from a seed, the same on every machine and every version of .NET, which <see cref="Random"/> does not promise.</summary>
internal static class Shuffle
{
    /// <summary>0 .. count - 1, shuffled by Fisher and Yates's method.</summary>
    public static int[] Order(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        ulong state = seed;
        for (int i = count - 1; i > 0; i--)
        {
            int other = (int)Below((ulong)i + 1, ref state);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    /// <summary>A number below the bound, each as likely: numbers from the incomplete last stretch of 2^64 are drawn again.</summary>
    private static ulong Below(ulong bound, ref ulong state)
    {
        ulong limit = ulong.MaxValue - (ulong.MaxValue % bound);
        ulong value;
        do
        {
            value = Next(ref state);
        }
        while (value >= limit);

        return value % bound;
    }

    /// <summary>SplitMix64: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", with Stafford's variant 13 of the mixer.</summary>
    internal static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A normal deviate: G. E. P. Box and M. E. Muller 1958, "A note on the generation of random normal deviates".</summary>
    internal static double Normal(ref ulong state)
    {
        const double Unit = 1.0 / (1L << 53);
        double first = ((Next(ref state) >> 11) + 1) * Unit, second = (Next(ref state) >> 11) * Unit;
        return Math.Sqrt(-2 * Math.Log(first)) * Math.Cos(2 * Math.PI * second);
    }
}
