using KLDiv.Simd;

namespace KLDiv.Distilling;

/// <summary>The rows of a job in parts that depend on the shape alone, and what each part leaves.</summary>
internal unsafe struct JobParts
{
    public nint Rows;
    public int Count;

    /// <summary>Where each part leaves its sum.</summary>
    public ExactSum* Sums;

    /// <summary>Where each part leaves its first failure.</summary>
    public RowFailure* Failures;

    /// <summary>The first row of a part.</summary>
    public readonly nint Start(int part) => (nint)((Int128)Rows * part / Count);
}
