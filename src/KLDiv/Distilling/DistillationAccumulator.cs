using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;

namespace KLDiv;

/// <summary>The divergence of logits that come in batches, or in parts from several places: add batches, merge accumulators, read mean and sum at any time.</summary>
/// <remarks>
/// <para>
/// With w the weight of a row and l the row's loss that <see cref="Distillation"/> documents, it holds Σ w l, in nats, and Σ w. The sums of batches are added without any
/// rounding: batches may be added and accumulators merged in any order, to the same bits; and however the rows are split over batches, the result is that of one
/// pass, within one rounding of the double sum.
/// </para>
/// <para>
/// It is written and read back exactly: by <see cref="ToBytes"/> and <see cref="FromBytes"/>, or by System.Text.Json, as a string with these bytes in base 64.
/// Not safe for several threads at once: give each its own and merge.
/// </para>
/// </remarks>
[JsonConverter(typeof(StateConverter<DistillationAccumulator>))]
public sealed class DistillationAccumulator : IState<DistillationAccumulator>
{
    private const int NumbersOfOptions = 3;

    private readonly DistillationRequest _request;
    private LossTotals _totals = new();

    /// <summary>Starts from nothing.</summary>
    /// <param name="options">Temperature and divergence; reduction and upstream gradient do not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, or beta is not from 0 to 1.</exception>
    public DistillationAccumulator(DistillationOptions options = default)
    {
        Options = options with { Reduction = RowReduction.Mean, Upstream = 1 };
        _request = Distillation.Request(Options);
    }

    private static int Size => Mark.Length + (NumbersOfOptions * sizeof(double)) + LossTotals.Size;

    private static ReadOnlySpan<byte> Mark => "KLDivD1\0"u8;

    /// <summary>Temperature and divergence.</summary>
    public DistillationOptions Options { get; }

    /// <summary>The number of rows, those of weight 0 included.</summary>
    public long Rows => _totals.Rows;

    /// <summary>The sum of the row weights; where none were given, the number of rows.</summary>
    public double TotalWeight => _totals.Weight;

    /// <summary>Σ w l / Σ w: the divergence, averaged over the rows, in nats. NaN where there are no rows, or all weigh 0.</summary>
    public double Mean => _totals.Loss / _totals.Weight;

    /// <summary>Σ w l, in nats.</summary>
    public double Sum => _totals.Loss;

    /// <summary>The accumulator of both operands' data; the operands stay as they are.</summary>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    /// <exception cref="ArgumentException">Their temperatures or divergences differ.</exception>
    public static DistillationAccumulator operator +(DistillationAccumulator left, DistillationAccumulator right) => Combine(left, right);

    /// <summary>The accumulator of both operands' data; the operands stay as they are.</summary>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    /// <exception cref="ArgumentException">Their temperatures or divergences differ.</exception>
    public static DistillationAccumulator Combine(DistillationAccumulator left, DistillationAccumulator right)
    {
        ArgumentNullException.ThrowIfNull(left);
        DistillationAccumulator sum = new(left.Options);
        sum.Merge(left);
        sum.Merge(right);
        return sum;
    }

    /// <summary>What <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not what it writes.</exception>
    public static DistillationAccumulator FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || !bytes.StartsWith(Mark))
        {
            throw new FormatException($"There are {bytes.Length} bytes, which are no accumulator's: it writes {Size}, the first of them KLDivD1.");
        }

        Span<double> options = stackalloc double[NumbersOfOptions];
        DoubleBytes.Read(bytes[Mark.Length..], options);
        try
        {
            return new(new(temperature: options[0], beta: options[1], scaleByTemperature: options[2] != 0))
            {
                _totals = LossTotals.Read(bytes[^LossTotals.Size..]) ?? throw new FormatException("The accumulator has sums that none has."),
            };
        }
        catch (ArgumentOutOfRangeException impossible)
        {
            throw new FormatException($"The accumulator is of temperature {options[0]} and beta {options[1]}, of which there is none.", impossible);
        }
    }

    /// <summary>Everything that it holds, to be read by <see cref="FromBytes"/>: the same bytes for the same data, however it was split and merged.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        Mark.CopyTo(bytes);
        DoubleBytes.Write([Options.Temperature, Options.Beta, Options.ScaleByTemperature ? 1 : 0], bytes.AsSpan(Mark.Length));
        _totals.Write(bytes.AsSpan(bytes.Length - LossTotals.Size));
        return bytes;
    }

    /// <summary>Adds a batch of logits in flat memory.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="lengths">The shape of the flat memory; empty: one row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, memory does not fit the lengths, or a row has no finite logit or one of +inf; nothing is added.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Add<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student,
        ReadOnlySpan<TTeacher> teacher,
        ReadOnlySpan<double> rowWeights = default,
        ReadOnlySpan<nint> lengths = default)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Add(Distillation.Operands(student, teacher, rowWeights, lengths));

    /// <summary>Adds a batch of tensors of logits.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, in the shape of the student's.</param>
    /// <param name="rowWeights">One weight a row; empty: all weigh 1.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, row weights are not one finite number &gt;= 0 a row, or a row has no finite logit or one of +inf; nothing is added.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public void Add<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student,
        in ReadOnlyTensorSpan<TTeacher> teacher,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Add(Distillation.Operands(student, teacher, rowWeights, axis));

    /// <inheritdoc cref="Add{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, in ReadOnlyTensorSpan{TTeacher}, ReadOnlySpan{double}, int)" />
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    public void Add<TStudent, TTeacher>(
        Tensor<TStudent> student,
        Tensor<TTeacher> teacher,
        ReadOnlySpan<double> rowWeights = default,
        int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        Add(Distillation.Operands(student, teacher, rowWeights, axis));

    /// <summary>Adds what another accumulator holds; that one stays as it is.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    /// <exception cref="ArgumentException">Its temperature or divergence is another.</exception>
    public void Merge(DistillationAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Options != Options)
        {
            throw new ArgumentException(
                $"other is of temperature {other.Options.Temperature} and beta {other.Options.Beta}, with T² {(other.Options.ScaleByTemperature ? "in" : "not in")} it; "
                + $"this is of {Options.Temperature} and {Options.Beta}, with T² {(Options.ScaleByTemperature ? "in" : "not in")} it.",
                nameof(other));
        }

        _totals.Add(other._totals);
    }

    private void Add(Arguments arguments) =>
        _totals.Add(DistillationDriver.Run(arguments, _request), arguments.Rows, arguments.RowWeights);
}
