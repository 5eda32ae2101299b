using KLDiv.Comparing;

namespace KLDiv.Reports;

/// <summary>Sums over rows for each class, in whole numbers of units: their bits do not depend on the order in which rows are added.</summary>
public sealed class ClassTotals
{
    /// <param name="support">The number of classes.</param>
    internal ClassTotals(int support)
    {
        Terms = new Int128[support];
        Infinite = new long[support];
        Target = new Int128[support];
        Input = new Int128[support];
    }

    /// <summary>The weighted sums of the finite terms of the divergence, in units of 2^-80.</summary>
    public Int128[] Terms { get; }

    /// <summary>In how many rows the term is infinite.</summary>
    public long[] Infinite { get; }

    /// <summary>The weighted sums of the target's probabilities, in units of 2^-48.</summary>
    public Int128[] Target { get; }

    /// <summary>The weighted sums of the input's probabilities, in units of 2^-48.</summary>
    public Int128[] Input { get; }

    /// <summary>Adds the sums of other rows.</summary>
    internal void Add(ClassTotals other)
    {
        for (int i = 0; i < Terms.Length; i++)
        {
            Terms[i] += other.Terms[i];
            Infinite[i] += other.Infinite[i];
            Target[i] += other.Target[i];
            Input[i] += other.Input[i];
        }
    }

    /// <summary>Takes the sums of a thread over.</summary>
    /// <param name="sums">The sums, of which P is the side that the divergence is weighted by.</param>
    /// <param name="isReverse">Whether P is the input.</param>
    internal void Take(ClassSums sums, bool isReverse) =>
        sums.Flush(Terms, Infinite, isReverse ? Input : Target, isReverse ? Target : Input);
}
