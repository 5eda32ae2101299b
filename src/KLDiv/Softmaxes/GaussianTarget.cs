using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KLDiv.Memory;
using KLDiv.Softmaxes;

namespace KLDiv;

/// <summary>Spreads real values as label distributions: the mass of a normal density around each value, bin by bin.</summary>
/// <remarks>
/// <para>
/// The target of a value v in the bin from e_k to e_k+1 is (Φ((e_k+1 - v) / s) - Φ((e_k - v) / s)) over the sum of these, Φ being the normal distribution function and s the
/// standard deviation: a normal distribution within the outer edges, integrated and not sampled, each row of sum 1. Masses keep their digits in the tails
/// (12 of them in bins as narrow as a thousandth of s), and a value may lie outside the edges at any distance.
/// </para>
/// <para>
/// What lies beyond the outer edges is shared out over all bins in proportion to their masses. Where the outermost bins are to take it instead,
/// as bins do that stand for "less than" and "at least", let the outer edges be infinite.
/// </para>
/// <para>Without a deviation (s = 0) all of the mass is in the value's bin, [e_k, e_k+1), the last one closed; or in the bin at the end beyond which the value lies.</para>
/// <para>Source: B.-B. Gao et al., Deep Label Distribution Learning with Label Ambiguity, IEEE Transactions on Image Processing 26 (2017).</para>
/// </remarks>
public static class GaussianTarget
{
    private const int MostAtOnce = 1024;

    /// <summary>The label distribution of each value.</summary>
    /// <param name="values">The values, one a row.</param>
    /// <param name="edges">The edges of the bins, ascending: one more than there are bins. The outer ones may be infinite.</param>
    /// <param name="deviation">The standard deviation s, in the unit of the values; 0: all in the value's bin.</param>
    /// <param name="destination">The rows one after another, each with a number a bin.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two edges, they do not ascend, a value is not finite, or the destination does not have one element for each bin of each value.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not a finite number &gt;= 0.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Fill<T>(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, double deviation, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(values, edges, [deviation]);
        Fill(values, edges, [deviation], destination, nameof(destination));
    }

    /// <summary>The label distribution of each value, each with a deviation of its own.</summary>
    /// <param name="values">The values, one a row.</param>
    /// <param name="edges">The edges of the bins, ascending: one more than there are bins. The outer ones may be infinite.</param>
    /// <param name="deviations">The standard deviation of each value, in its unit; 0: all in the value's bin.</param>
    /// <param name="destination">The rows one after another, each with a number a bin.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two edges, they do not ascend, a value is not finite, there are not as many deviations as values, or the destination does not have one element for each bin of each
    /// value.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A deviation is not a finite number &gt;= 0.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Fill<T>(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckOneEach(deviations, values.Length);
        Check(values, edges, deviations);
        Fill(values, edges, deviations, destination, nameof(destination));
    }

    /// <summary>The label distribution of each value, in a tensor.</summary>
    /// <param name="values">The values, one a row, in row-major order of the axes that are not the bins'.</param>
    /// <param name="edges">The edges of the bins, ascending: one more than there are bins. The outer ones may be infinite.</param>
    /// <param name="deviation">The standard deviation s, in the unit of the values; 0: all in the value's bin.</param>
    /// <param name="destination">Where the distributions go; dense or strided.</param>
    /// <param name="axis">The axis of the bins; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two edges, they do not ascend, a value is not finite, or the destination does not have one element for each bin of each value.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not a finite number &gt;= 0, or the destination has no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Fill<T>(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, double deviation, in TensorSpan<T> destination, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(values, edges, [deviation]);
        Fill(values, edges, [deviation], Operand.Of(destination, nameof(destination)), axis);
    }

    /// <summary>The label distribution of each value, each with a deviation of its own, in a tensor.</summary>
    /// <param name="values">The values, one a row, in row-major order of the axes that are not the bins'.</param>
    /// <param name="edges">The edges of the bins, ascending: one more than there are bins. The outer ones may be infinite.</param>
    /// <param name="deviations">The standard deviation of each value, in its unit; 0: all in the value's bin.</param>
    /// <param name="destination">Where the distributions go; dense or strided.</param>
    /// <param name="axis">The axis of the bins; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two edges, they do not ascend, a value is not finite, there are not as many deviations as values, or the destination does not have one element for each bin of each
    /// value.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A deviation is not a finite number &gt;= 0, or the destination has no such axis.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static void Fill<T>(
        ReadOnlySpan<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations, in TensorSpan<T> destination, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckOneEach(deviations, values.Length);
        Check(values, edges, deviations);
        Fill(values, edges, deviations, Operand.Of(destination, nameof(destination)), axis);
    }

    /// <summary>The label distribution of each element of a tensor, in a new tensor.</summary>
    /// <typeparam name="T">The type of the distributions' elements.</typeparam>
    /// <param name="values">The values.</param>
    /// <param name="edges">The edges of the bins, ascending: one more than there are bins. The outer ones may be infinite.</param>
    /// <param name="deviation">The standard deviation s, in the unit of the values; 0: all in the value's bin.</param>
    /// <returns>The shape of the values with one axis more, the last, along the bins.</returns>
    /// <exception cref="ArgumentNullException">The tensor is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two edges, they do not ascend, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not a finite number &gt;= 0.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static Tensor<T> Create<T>(Tensor<double> values, ReadOnlySpan<double> edges, double deviation)
        where T : unmanaged, IFloatingPointIeee754<T> => Create<T>(values, edges, [deviation], isOneForAll: true);

    /// <summary>The label distribution of each element of a tensor, each with a deviation of its own, in a new tensor.</summary>
    /// <typeparam name="T">The type of the distributions' elements.</typeparam>
    /// <param name="values">The values.</param>
    /// <param name="edges">The edges of the bins, ascending: one more than there are bins. The outer ones may be infinite.</param>
    /// <param name="deviations">The standard deviation of each value, in its unit, in row-major order of the values; 0: all in the value's bin.</param>
    /// <returns>The shape of the values with one axis more, the last, along the bins.</returns>
    /// <exception cref="ArgumentNullException">The tensor is null.</exception>
    /// <exception cref="ArgumentException">
    /// There are fewer than two edges, they do not ascend, a value is not finite, or there are not as many deviations as values.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A deviation is not a finite number &gt;= 0.</exception>
    /// <exception cref="NotSupportedException">The element type is none of float, double and Half.</exception>
    public static Tensor<T> Create<T>(Tensor<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations)
        where T : unmanaged, IFloatingPointIeee754<T> => Create<T>(values, edges, deviations, isOneForAll: false);

    private static Tensor<T> Create<T>(Tensor<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations, bool isOneForAll)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] flat = new double[values.FlattenedLength];
        values.FlattenTo(flat);
        if (!isOneForAll)
        {
            CheckOneEach(deviations, flat.Length);
        }

        Check(flat, edges, deviations);
        Tensor<T> destination = Tensor.CreateFromShape<T>([.. values.Lengths, edges.Length - 1]);
        Fill(flat, edges, deviations, Operand.Of(destination, nameof(destination)), -1);
        return destination;
    }

    private static void Fill<T>(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations, Span<T> destination, string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long elements = (long)(edges.Length - 1) * values.Length;
        if (destination.Length != elements)
        {
            throw new ArgumentException($"{name} has {destination.Length} elements, {values.Length} values in {edges.Length - 1} bins ask for {elements}.", name);
        }

        if (typeof(T) == typeof(double) && elements <= MostAtOnce)
        {
            FillAtOnce(values, edges, deviations, MemoryMarshal.Cast<T, double>(destination));
            return;
        }

        Fill(values, edges, deviations, Operand.Of<T>(destination, [values.Length, edges.Length - 1], name), -1);
    }

    /// <summary>Rows so few and short that finding out how to walk them would take longer than to fill them.</summary>
    private static unsafe void FillAtOnce(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations, Span<double> destination)
    {
        fixed (double* first = values, firstEdge = edges, deviation = deviations)
        {
            GaussianOfRow rows = new(first, deviation, deviations.Length > 1, firstEdge, edges.Length);
            for (int row = 0; row < values.Length; row++)
            {
                rows.Fill(values[row], deviations[deviations.Length > 1 ? row : 0], destination.Slice(row * (edges.Length - 1), edges.Length - 1));
            }
        }
    }

    private static unsafe void Fill(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations, Operand destination, int axis)
    {
        ReadOnlySpan<nint> lengths = destination.Lengths;
        int bins = axis >= -lengths.Length && axis < lengths.Length ? (int)lengths[axis < 0 ? axis + lengths.Length : axis] : edges.Length - 1;
        if (bins != edges.Length - 1 || destination.FlattenedLength != (nint)bins * values.Length)
        {
            throw new ArgumentException(
                $"destination has shape {Shapes.Text(lengths)}; along axis {axis} it must have {edges.Length - 1} bins, along the others {values.Length} values.",
                nameof(destination));
        }

        fixed (double* first = values, firstEdge = edges, deviation = deviations)
        {
            RowDriver.Run(destination, destination, destination, axis, new GaussianOfRow(first, deviation, deviations.Length > 1, firstEdge, edges.Length));
        }
    }

    private static void Check(ReadOnlySpan<double> values, ReadOnlySpan<double> edges, ReadOnlySpan<double> deviations)
    {
        foreach (double deviation in deviations)
        {
            CheckOne(deviation);
        }

        if (edges.Length < 2)
        {
            throw new ArgumentException($"There are {edges.Length} edges; a bin needs two.", nameof(edges));
        }

        for (int i = 1; i < edges.Length; i++)
        {
            if (!(edges[i - 1] < edges[i]))
            {
                throw new ArgumentException($"edges[{i}] is {edges[i]}, edges[{i - 1}] is {edges[i - 1]}; edges must ascend.", nameof(edges));
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"values[{i}] is {values[i]}; it must be finite.", nameof(values));
            }
        }
    }

    private static void CheckOneEach(ReadOnlySpan<double> deviations, int values)
    {
        if (deviations.Length != values)
        {
            throw new ArgumentException($"There are {values} values and {deviations.Length} deviations; they must be equal.", nameof(deviations));
        }
    }

    private static void CheckOne(double deviation)
    {
        if (!(deviation >= 0) || !double.IsFinite(deviation * Math.Sqrt(2)))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The deviation must be at least 0 and finite, also times the root of 2.");
        }
    }
}
