using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>A stretch of the logits of two softmaxes P and Q over the same classes, contiguous and of one type, and what a kernel is asked about it.</summary>
internal unsafe struct LogitsBlock<T> : IBlock<LogitsBlock<T>, T>
    where T : unmanaged
{
    /// <summary>Elements of a block, at most: few enough that its operands stay in the cache, enough that the work done once a block costs little.</summary>
    public const int MaxLength = 4096;

    public int Length { readonly get; set; }

    public T* P;

    public T* Q;

    public T* GradientP;

    public T* GradientQ;

    /// <summary>Where e^b is kept; e^b - e^a is kept in the place of the gradient for Q.</summary>
    public T* Kept;

    /// <summary>What the exponents count from.</summary>
    public ExponentOrigins Origins { readonly get; set; }

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
    public LogitsSums Sums;

    BlockMemory<T> IBlock<LogitsBlock<T>, T>.Memory
    {
        readonly get => new() { P = P, Q = Q, FirstResult = GradientP, SecondResult = GradientQ, ThirdResult = Kept };
        set
        {
            P = value.P;
            Q = value.Q;
            GradientP = value.FirstResult;
            GradientQ = value.SecondResult;
            Kept = value.ThirdResult;
        }
    }

    public void ClearSums() => Sums = default;

    public void AddSums(in LogitsBlock<T> other) => Sums.Add(other.Sums);
}

/// <summary>Sums over a block. With a = (logit of P - origin of P) / T, and b and e^b likewise, d = a - b, and h(d) = d + e^-d - 1:</summary>
internal struct LogitsSums
{
    /// <summary>The largest logit of P.</summary>
    public double LargestP;

    /// <summary>The largest logit of Q.</summary>
    public double LargestQ;

    /// <summary>Whether all logits are finite and of a size that the type's own arithmetic handles safely.</summary>
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
    public void Add(in LogitsSums other)
    {
        P += other.P;
        Difference += other.Difference;
        Forward += other.Forward;
        Reverse += other.Reverse;
    }
}
