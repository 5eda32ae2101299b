using KLDiv.TorchSharp.Autograd;
using static TorchSharp.torch;

namespace KLDiv.TorchSharp;

/// <summary>The losses of KLDiv over torch's tensors, with gradients through autograd.</summary>
/// <remarks>
/// <para>
/// Values, gradients and special values are as <see cref="KLDivergence"/> and <see cref="Distillation"/> document them. Tensors in the memory of the processor are read in place where they are of float32 or
/// float64, dense or strided, and as a copy in float32 where they are of float16 or bfloat16, on as many threads as <c>torch.get_num_threads()</c> says. Tensors on other devices, or with <see cref="UsesTorch"/>, go through
/// torch's own operators, composed to the same meaning.
/// </para>
/// <para>
/// Second derivatives are torch's own, of those expressions. What goes wrong in a backward pass is an exception of torch that tells of a gradient of shape []; the cause is <see cref="BackwardFailure"/>.
/// </para>
/// </remarks>
public static class TorchLosses
{
    [ThreadStatic]
    private static Exception? _backwardFailure;

    /// <summary>Whether all tensors go through torch's own operators, those in the memory of the processor too; false unless told otherwise. For tests and comparisons.</summary>
    public static bool UsesTorch { get; set; }

    /// <summary>Why the last backward pass of this thread that failed did so; null where none has.</summary>
    public static Exception? BackwardFailure
    {
        get => _backwardFailure;
        internal set => _backwardFailure = value;
    }

    /// <summary>The Kullback-Leibler divergence loss: l = t (ln t - x), with a log target e^t (t - x), in nats.</summary>
    /// <param name="input">Log-probabilities x, shape (N, *).</param>
    /// <param name="target">Probabilities t, or log-probabilities with a log target; the shape of the input.</param>
    /// <param name="reduction">How the losses become one number. The default divides by the number of elements and so is not the divergence; <see cref="Reduction.BatchMean"/> is.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <returns>A tensor of the input's type: a scalar, or for <see cref="Reduction.None"/> the shape of the input.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">The shapes or the devices differ, or a tensor is a scalar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is undefined.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float32, float64, float16 and bfloat16.</exception>
    public static Tensor KLDivLoss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, bool logTarget = false)
    {
        if (!Enum.IsDefined(reduction))
        {
            throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "The reduction is undefined.");
        }

        return new CriterionWork(reduction, logTarget).Apply((input, nameof(input)), (target, nameof(target)));
    }

    /// <summary>A divergence between the softmaxes of a teacher's and a student's logits at a temperature.</summary>
    /// <param name="student">The student's logits.</param>
    /// <param name="teacher">The teacher's logits, the shape of the student's.</param>
    /// <param name="options">Temperature, divergence and reduction.</param>
    /// <param name="rowWeights">One finite number &gt;= 0, or one bool, a row, in the shape of the student without <paramref name="dim"/>; null: all weigh 1. Nothing is read of a row with 0.</param>
    /// <param name="dim">The dimension of the classes; negative ones count from the last, which is -1.</param>
    /// <returns>A tensor of the student's type: a scalar, or for <see cref="RowReduction.None"/> one number a row, in the shape of the student without <paramref name="dim"/>.</returns>
    /// <exception cref="ArgumentNullException">A tensor other than the weights is null.</exception>
    /// <exception cref="ArgumentException">Shapes or devices differ, a tensor is a scalar, a row weight is negative or not finite, or a row has no finite logit or one of +inf.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive, beta is not from 0 to 1, the reduction is undefined, or there is no such dimension.</exception>
    /// <exception cref="NotSupportedException">An element type is none of float32, float64, float16 and bfloat16.</exception>
    public static Tensor DistillationLoss(Tensor student, Tensor teacher, DistillationOptions options = default, Tensor? rowWeights = null, int dim = -1)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        if (dim < -student.dim() || dim >= student.dim())
        {
            throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The student has {student.dim()} dimensions.");
        }

        return new DistillationWork(options, DistillationWork.Weights(rowWeights, student, dim))
            .Apply((student.movedim([dim], [-1]), nameof(student)), (teacher.movedim([dim], [-1]), nameof(teacher)));
    }
}
