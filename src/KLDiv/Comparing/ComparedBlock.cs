using KLDiv.Distilling;

namespace KLDiv.Comparing;

/// <summary>A stretch of the classes of one row of two distributions P and Q, as logits, and where what is found of each class goes.</summary>
internal unsafe struct ComparedBlock<T> : IBlock<ComparedBlock<T>, T>
    where T : unmanaged
{
    /// <summary>Elements: so few that what is written for them stays in the first-level cache.</summary>
    public const int MaxLength = 1024;

    public int Length { readonly get; set; }

    public T* P;

    public T* Q;

    /// <summary>What the exponents count from.</summary>
    public ExponentOrigins Origins { readonly get; set; }

    /// <summary>What makes probabilities of the exponentials.</summary>
    public double Normaliser;

    /// <summary>The weight of P in the mixture, where there is one.</summary>
    public double Beta;

    /// <summary>Where the term of each class goes.</summary>
    public T* Terms;

    /// <summary>Where the probabilities of P go.</summary>
    public T* ProbabilitiesP;

    /// <summary>Where the probabilities of Q go.</summary>
    public T* ProbabilitiesQ;

    /// <summary>What the kernel found.</summary>
    public ComparedSums Sums;

    BlockMemory<T> IBlock<ComparedBlock<T>, T>.Memory
    {
        readonly get => new() { P = P, Q = Q, FirstResult = Terms, SecondResult = ProbabilitiesP, ThirdResult = ProbabilitiesQ };
        set
        {
            P = value.P;
            Q = value.Q;
            Terms = value.FirstResult;
            ProbabilitiesP = value.SecondResult;
            ProbabilitiesQ = value.ThirdResult;
        }
    }

    public void ClearSums() => Sums = default;

    public void AddSums(in ComparedBlock<T> other) => Sums.Add(other.Sums);
}

/// <summary>Sums over a stretch of classes with the probabilities p and q.</summary>
internal struct ComparedSums
{
    /// <summary>Σ of the terms: p (ln p - ln q) - p + q, or those of the divergence from the mixture; each at least 0.</summary>
    public double Terms;

    /// <summary>Σ of the terms of the reverse divergence, where all are wanted.</summary>
    public double Reverse;

    /// <summary>Σ of the terms of the divergence from the mixture, where all are wanted.</summary>
    public double Mixture;

    /// <summary>Σ p.</summary>
    public double P;

    /// <summary>Σ (q - p).</summary>
    public double Difference;

    /// <summary>Σ |q - p|.</summary>
    public double Distance;

    /// <summary>Σ (sqrt p - sqrt q)².</summary>
    public double RootDistance;

    public void Add(in ComparedSums other)
    {
        Terms += other.Terms;
        Reverse += other.Reverse;
        Mixture += other.Mixture;
        P += other.P;
        Difference += other.Difference;
        Distance += other.Distance;
        RootDistance += other.RootDistance;
    }
}
