using KLDiv.Simd;

namespace KLDiv.Distilling;

internal static class RowReductions
{
    /// <summary>What Σ w l is divided by, for a reduction that gives one number.</summary>
    /// <exception cref="ArgumentException">The reduction is <see cref="RowReduction.None"/>; <paramref name="insteadOfNone"/> names what serves it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum's.</exception>
    public static double Divisor(this RowReduction reduction, nint rows, ReadOnlySpan<double> rowWeights, string insteadOfNone) => reduction switch
    {
        RowReduction.Sum => 1,
        RowReduction.Mean => rowWeights.IsEmpty ? rows : ExactSum.Of(rowWeights).Value,
        RowReduction.None => throw new ArgumentException($"RowReduction.None gives a number for each row; call {insteadOfNone}.", nameof(reduction)),
        _ => throw Undefined(reduction),
    };

    /// <summary>Refuses a value that is none of the enum's.</summary>
    public static RowReduction Defined(this RowReduction reduction) =>
        reduction is RowReduction.None or RowReduction.Mean or RowReduction.Sum ? reduction : throw Undefined(reduction);

    private static ArgumentOutOfRangeException Undefined(RowReduction reduction) =>
        new(nameof(reduction), reduction, "The reduction must be None, Mean or Sum.");
}
