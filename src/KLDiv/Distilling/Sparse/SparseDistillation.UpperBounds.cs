using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Distilling.Sparse;
using KLDiv.Memory;
using KLDiv.Softmaxes;

namespace KLDiv;

public static partial class SparseDistillation
{
    /// <summary>
    /// The greatest forward divergence KL(teacher || student) over all classes, in each row, that a teacher with these probabilities can have, if no class that is not given is more probable than
    /// the least that is. The least such divergence is that of <see cref="PerRow{TStudent, TTeacher}(ReadOnlySpan{TStudent}, SparseTeacher{TTeacher}, Span{double}, DistillationOptions, ReadOnlySpan{double})"/> with <see cref="SparseTail.Bucket"/>.
    /// </summary>
    /// <remarks>
    /// The mass r that is left goes to the classes of which the student thinks least, min p_i to one after the other until it is used up. Where there are too few classes for that, each of them has an even share.
    /// Computed in double; it takes a walk over the row's classes more than the divergence.
    /// </remarks>
    /// <param name="student">The student's logits, row by row: as many rows as the teacher has.</param>
    /// <param name="teacher">The classes of the teacher that are known.</param>
    /// <param name="destination">One bound a row, in nats, not multiplied by T².</param>
    /// <param name="temperature">T: what the student's logits are divided by.</param>
    /// <exception cref="ArgumentException">The two have not as many rows, there is not one bound a row, they share memory, or a row cannot be compared (the message says which and why).</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float, double and Half.</exception>
    public static void UpperBounds<TStudent, TTeacher>(
        ReadOnlySpan<TStudent> student, SparseTeacher<TTeacher> teacher, Span<double> destination, double temperature = 1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        ReadOnlySpan<nint> lengths = Lengths(student, teacher.Rows, stackalloc nint[2]);
        UpperBounds(Student(student, default, lengths), teacher, destination, temperature);
    }

    /// <inheritdoc cref="UpperBounds{TStudent, TTeacher}(ReadOnlySpan{TStudent}, SparseTeacher{TTeacher}, Span{double}, double)" />
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The classes of the teacher that are known; rows in row-major order of the student's.</param>
    /// <param name="destination">One bound a row, in nats, not multiplied by T².</param>
    /// <param name="temperature">T: what the student's logits are divided by.</param>
    /// <param name="axis">The axis along which the classes lie; negative ones count from the last, which is -1.</param>
    public static void UpperBounds<TStudent, TTeacher>(
        in ReadOnlyTensorSpan<TStudent> student, SparseTeacher<TTeacher> teacher, Span<double> destination, double temperature = 1, int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        UpperBounds(Student(student, default, axis), teacher, destination, temperature);

    /// <inheritdoc cref="UpperBounds{TStudent, TTeacher}(in ReadOnlyTensorSpan{TStudent}, SparseTeacher{TTeacher}, Span{double}, double, int)" />
    /// <exception cref="ArgumentNullException">The student is null.</exception>
    public static void UpperBounds<TStudent, TTeacher>(
        Tensor<TStudent> student, SparseTeacher<TTeacher> teacher, Span<double> destination, double temperature = 1, int axis = -1)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher> =>
        UpperBounds(Student(student, default, axis), teacher, destination, temperature);

    private static void UpperBounds<TTeacher>(Arguments arguments, scoped SparseTeacher<TTeacher> teacher, Span<double> destination, double temperature)
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        arguments.SetRowSums(destination);
        SparseDriver.Run(arguments, teacher, new SparseRequest() { Temperature = Temperature.Checked(temperature), LossScale = 1, IsBound = true });
    }
}
