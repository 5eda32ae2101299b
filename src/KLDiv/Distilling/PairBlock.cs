using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>A stretch of the logits of two softmaxes P and Q over the same classes, contiguous and of one type, and what a kernel is asked about it.</summary>
internal unsafe struct PairBlock<T>
    where T : unmanaged
{
    /// <summary>Elements: few enough that all operands of a block stay near, enough that what is done once a block costs little.</summary>
    public const int MaxLength = 4096;

    public int Length;

    public T* P;

    public T* Q;

    public T* GradientP;

    public T* GradientQ;

    /// <summary>Where e^b is kept; e^b - e^a is, in the place of the gradient for Q.</summary>
    public T* Kept;

    /// <summary>What the exponents count from.</summary>
    public Reference Reference;

    /// <summary>What the gradients are multiplied by; the sum of the exponentials is in it.</summary>
    public double GradientScale;

    /// <summary>What e^b, where it is kept, is multiplied by on top of its difference from e^a.</summary>
    public double KeptScale;

    /// <summary>The divergence of the row that a gradient for P subtracts.</summary>
    public double DivergenceP;

    /// <summary>The same for Q.</summary>
    public double DivergenceQ;

    /// <summary>The weight of P in the mixture.</summary>
    public double Beta;

    /// <summary>What the kernel found.</summary>
    public PairSums Sums;
}

/// <summary>Sums over a block. With a = (logit of P - origin of P) / T, and b and e^b likewise, d = a - b, and h(d) = d + e^-d - 1:</summary>
internal struct PairSums
{
    /// <summary>The largest logit of P.</summary>
    public double LargestP;

    /// <summary>The largest logit of Q.</summary>
    public double LargestQ;

    /// <summary>Whether all logits are finite and of a size that the type's own arithmetic is sure with.</summary>
    public bool IsOrdinary;

    /// <summary>Σ e^a.</summary>
    public double P;

    /// <summary>Σ (e^b - e^a).</summary>
    public double Difference;

    /// <summary>Σ e^a h(d); over a mixture M, Σ e^a ln(P / M).</summary>
    public double Forward;

    /// <summary>Σ e^b h(-d); over a mixture M, Σ e^b ln(Q / M).</summary>
    public double Reverse;

    /// <summary>Adds the sums of another part.</summary>
    public void Add(in PairSums other)
    {
        P += other.P;
        Difference += other.Difference;
        Forward += other.Forward;
        Reverse += other.Reverse;
    }
}

/// <summary>The logits of P and Q whose exponentials count 1, and the temperature: all in two parts where the type of the elements holds no more.</summary>
internal readonly struct Reference
{
    private const double Log2E = 1.4426950408889634;
    private const double Log2ELow = 2.0355273740931033e-17;

    public double P { get; private init; }

    public double QHigh { get; private init; }

    public double QLow { get; private init; }

    /// <summary>1 / T.</summary>
    public double InverseHigh { get; private init; }

    public double InverseLow { get; private init; }

    /// <summary>1 / (T ln 2).</summary>
    public double BinaryHigh { get; private init; }

    public double BinaryLow { get; private init; }

    /// <summary>A temperature, and logits of 0.</summary>
    public static Reference Of<T>(double temperature)
    {
        double inverse = 1 / temperature;
        double inverseLow = Math.FusedMultiplyAdd(-inverse, temperature, 1) / temperature;
        double binary = inverse * Log2E;
        double binaryLow = Math.FusedMultiplyAdd(inverse, Log2E, -binary) + (inverse * Log2ELow) + (inverseLow * Log2E);
        return new()
        {
            InverseHigh = Round<T>(inverse),
            InverseLow = Round<T>(inverse - Round<T>(inverse) + inverseLow),
            BinaryHigh = Round<T>(binary),
            BinaryLow = Round<T>(binary - Round<T>(binary) + binaryLow),
        };
    }

    /// <summary>How far from 0 a logit may lie that exponents count from: what T rounds off it is then far below 1, over the temperature.</summary>
    public double MostOfOrigin<T>() => (typeof(T) == typeof(float) ? 1L << 17 : 1L << 46) / Math.Max(1, InverseHigh);

    /// <summary>How far from 0 any logit may lie: of exponents that do not count, what T rounds off must not grow beyond its range.</summary>
    public double MostOfAny<T>() => (typeof(T) == typeof(float) ? 1L << 40 : 1e40) / Math.Max(1, InverseHigh);

    /// <summary>Whether T's own arithmetic is sure with the origins.</summary>
    public bool IsOrdinary<T>() => Math.Max(Math.Abs(P), Math.Abs(QHigh)) <= MostOfOrigin<T>();

    /// <summary>The same temperature, and other logits.</summary>
    /// <param name="p">A logit that T holds.</param>
    /// <param name="q">The other one.</param>
    public Reference At<T>(double p, in ExactSum q)
    {
        (double high, double low) = q.Parts;
        double rounded = Round<T>(high);
        return this with { P = p, QHigh = rounded, QLow = Round<T>(high - rounded + low) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Round<T>(double value) => typeof(T) == typeof(float) ? (float)value : value;
}
