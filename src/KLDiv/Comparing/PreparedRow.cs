using KLDiv.Distilling;

namespace KLDiv.Comparing;

/// <summary>A row of P and Q, once it is known what makes probabilities of its numbers.</summary>
internal struct PreparedRow
{
    public PreparedSide P;

    public PreparedSide Q;

    /// <summary>KL(P || Q), where it is known beforehand; NaN where the blocks add up to it.</summary>
    public double Forward;

    /// <summary>KL(Q || P), where both are wanted and known beforehand.</summary>
    public double Reverse;

    /// <summary>The sums over the classes that were walked so far.</summary>
    public ComparedSums Sums;

    /// <summary>Whether all numbers of the row are finite and of a size that the type's own arithmetic handles safely.</summary>
    public bool IsOrdinary;

    /// <summary>Whether the row's figures are known and its classes are added up.</summary>
    public bool IsMeasured;

    /// <summary>What the exponents count from.</summary>
    public ExponentOrigins Origins;

    /// <summary>What makes probabilities of the exponentials.</summary>
    public double Normaliser;

    /// <summary>The same in double, for blocks beyond the type's arithmetic.</summary>
    public ExponentOrigins WideOrigins;

    public double WideNormaliser;

    /// <summary>Whether no number is missing in the row, and there is a softmax of it on a side of logits.</summary>
    public bool CanCompare;
}

/// <summary>One side of a row.</summary>
internal struct PreparedSide
{
    /// <summary>The number whose exponential counts 1.</summary>
    public double Origin;

    /// <summary>The sum of the exponentials over the row; 1 where the numbers are log-probabilities, taken as they are.</summary>
    public double Sum;

    /// <summary>ln of the sum.</summary>
    public double LogSum;

    /// <summary>The first of the classes with the largest number.</summary>
    public int Top;

    /// <summary>That number; NaN where one is missing in the row.</summary>
    public double TopValue;

    /// <param name="origin">The number whose exponential counts 1.</param>
    /// <param name="sum">The sum of the exponentials.</param>
    public void Set(double origin, double sum) => (Origin, Sum, LogSum) = (origin, sum, Math.Log(sum));

    /// <summary>What is told of the side.</summary>
    /// <param name="temperature">T.</param>
    /// <param name="mass">The sum of the probabilities that were compared, which is 1 after a softmax.</param>
    public readonly ComparedSide Told(double temperature, double mass) => new()
    {
        Top = Top,
        TopValue = TopValue,
        Origin = Origin,
        LogSum = LogSum,
        Temperature = temperature,
        Sum = mass * Math.Exp((Origin / temperature) + LogSum),
    };
}
