using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

/// <summary>Features made of what a table says in other ways: categories, cycles, plain numbers.</summary>
/// <remarks>Each method gives a tensor [rows, features] that <see cref="Join"/> puts beside others.</remarks>
public static class Columns
{
    /// <summary>One column that holds the values as they are.</summary>
    public static Tensor<double> Number(ReadOnlySpan<double> values) => Tensor.Create(values.ToArray(), [values.Length, 1]);

    /// <summary>One column for each level: 1 where the value is the level, 0 elsewhere.</summary>
    /// <param name="values">One value a row.</param>
    /// <param name="levels">The levels, in the order of the columns.</param>
    /// <exception cref="ArgumentException">A value is none of the levels, or a level is there twice; the message names it.</exception>
    public static Tensor<double> OneHot<T>(ReadOnlySpan<T> values, ReadOnlySpan<T> levels)
        where T : notnull
    {
        var columns = new Dictionary<T, int>();
        foreach (T level in levels)
        {
            if (!columns.TryAdd(level, columns.Count))
            {
                throw new ArgumentException($"The level {level} is there twice.", nameof(levels));
            }
        }

        double[] result = new double[checked(values.Length * levels.Length)];
        for (int row = 0; row < values.Length; row++)
        {
            if (!columns.TryGetValue(values[row], out int column))
            {
                throw new ArgumentException($"values[{row}] is {values[row]}, which is none of the {levels.Length} levels.", nameof(values));
            }

            result[(row * levels.Length) + column] = 1;
        }

        return Tensor.Create(result, [values.Length, levels.Length]);
    }

    /// <summary>More periods than that in a number, and no digit says where in one of them it is.</summary>
    internal const double MostPeriods = 1L << 52;

    /// <summary>The waves of a cycle: for each k from 1 to <paramref name="harmonics"/> the columns cos(2π k v / period) and sin(2π k v / period).</summary>
    /// <param name="values">v, one a row, in the unit of the period: the day of the year, say.</param>
    /// <param name="period">The length of the cycle: 365.25 days, say.</param>
    /// <param name="harmonics">How many waves; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is not a finite number above 0, or there are no harmonics.</exception>
    /// <exception cref="ArgumentException">A value is not finite, or more than 2^52 periods; the message names it.</exception>
    public static Tensor<double> Harmonics(ReadOnlySpan<double> values, double period, int harmonics)
    {
        if (!double.IsFinite(period) || period <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(period), period, "The period must be a finite number above 0.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(harmonics);
        int width = checked(2 * harmonics);
        double[] result = new double[checked(values.Length * width)];
        for (int row = 0; row < values.Length; row++)
        {
            if (!(Math.Abs(values[row] / period) <= MostPeriods))
            {
                throw new ArgumentException($"values[{row}] is {values[row]}, {values[row] / period} periods; there must be at most 2^52.", nameof(values));
            }

            Waves(values[row], period, result.AsSpan(row * width, width));
        }

        return Tensor.Create(result, [values.Length, width]);
    }

    /// <summary>The waves of one value: cos(2π k v / period) and sin(2π k v / period) for each k, as many as the destination takes.</summary>
    internal static void Waves(double value, double period, Span<double> destination)
    {
        for (int k = 1; 2 * k <= destination.Length; k++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * k * (value / period));
            destination[(2 * k) - 2] = cos;
            destination[(2 * k) - 1] = sin;
        }
    }

    /// <summary>The columns of each part, side by side.</summary>
    /// <param name="parts">[rows, features] each, with the same rows.</param>
    /// <exception cref="ArgumentException">There is no part, or one is not [rows, features] with the rows of the first; the message names the shapes.</exception>
    public static Tensor<double> Join(params ReadOnlySpan<Tensor<double>> parts)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("There is nothing to join.", nameof(parts));
        }

        foreach (Tensor<double> part in parts)
        {
            if (part.Rank != 2 || part.Lengths[0] != parts[0].Lengths[0])
            {
                throw new ArgumentException(
                    $"A part has shape {DataChecks.Text(part.Lengths)}, the first has shape {DataChecks.Text(parts[0].Lengths)}; "
                    + "they must have two dimensions and the same rows.",
                    nameof(parts));
            }
        }

        return Tensor.ConcatenateOnDimension(1, parts);
    }
}
