using System.Numerics.Tensors;

namespace KLDiv.Regression.Encoding;

/// <summary>
/// Bins of one width over a range of values, bin i from Low + i Width up to but not including Low + (i + 1) Width: the support of a distribution of a
/// number that is known one value at a time.
/// </summary>
public sealed class Binning
{
    /// <summary>Bins from a low end on.</summary>
    /// <param name="low">Where the first bin begins.</param>
    /// <param name="width">Of each bin.</param>
    /// <param name="count">How many bins; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The low end is not finite, the width is not a finite number above 0, or there are no bins.</exception>
    public Binning(double low, double width, int count)
    {
        if (!double.IsFinite(low))
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, "The low end must be finite.");
        }

        if (!double.IsFinite(width) || width <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, "The width must be a finite number above 0.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Low = low;
        Width = width;
        Count = count;
    }

    /// <summary>Where the first bin begins.</summary>
    public double Low { get; }

    /// <summary>The width of a bin.</summary>
    public double Width { get; }

    /// <summary>The number of bins.</summary>
    public int Count { get; }

    /// <summary>The fewest bins of a width, beginning at a multiple of it, that hold every value.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <param name="width">Of each bin.</param>
    /// <exception cref="ArgumentException">There is no value, one is not finite, or the bins would be more than an array can count.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not a finite number above 0.</exception>
    public static Binning Covering(ReadOnlySpan<double> values, double width)
    {
        if (values.IsEmpty || !TensorPrimitives.IsFiniteAll(values))
        {
            throw new ArgumentException(values.IsEmpty ? "There is no value to cover." : "A value is not finite.", nameof(values));
        }

        var unit = new Binning(0, width, 1);
        double low = unit.Width * Math.Floor(TensorPrimitives.Min(values) / unit.Width);
        if (low > TensorPrimitives.Min(values))
        {
            // The quotient was rounded up to a whole number.
            low -= unit.Width;
        }

        double count = Math.Floor((TensorPrimitives.Max(values) - low) / unit.Width) + 1;
        return count <= Array.MaxLength
            ? new Binning(low, width, (int)count)
            : throw new ArgumentException($"The values take {count} bins of width {width}; {Array.MaxLength} are possible.", nameof(width));
    }

    /// <summary>Where bin <paramref name="index"/> begins; at <see cref="Count"/>, where the last one ends.</summary>
    public double Edge(int index) => Low + (index * Width);

    /// <summary>The middle of bin <paramref name="index"/>.</summary>
    public double Middle(int index) => Low + ((index + 0.5) * Width);

    /// <summary>The bin that a value lies in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies in none.</exception>
    public int IndexOf(double value)
    {
        double index = Math.Floor((value - Low) / Width);
        return index >= 0 && index < Count
            ? (int)index
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The bins reach from {Low} up to {Edge(Count)}.");
    }

    /// <summary>For each value a distribution that is all in its bin: the targets of a fit.</summary>
    /// <returns>[values, bins].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value lies in no bin.</exception>
    public Tensor<double> OneHot(ReadOnlySpan<double> values)
    {
        double[] result = new double[checked(values.Length * Count)];
        for (int row = 0; row < values.Length; row++)
        {
            result[(row * Count) + IndexOf(values[row])] = 1;
        }

        return Tensor.Create(result, [values.Length, Count]);
    }
}
