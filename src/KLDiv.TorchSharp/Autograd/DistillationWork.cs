using System.Numerics;
using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Autograd;

/// <summary>The distillation loss, over logits whose classes lie along the last dimension.</summary>
internal sealed class DistillationWork : LossWork
{
    private readonly DistillationOptions _options;
    private readonly double[]? _weights;

    public DistillationWork(DistillationOptions options, double[]? weights)
    {
        // Made for its checks.
        _ = new DistillationLoss(options);
        _options = options;
        _weights = weights;
    }

    /// <summary>The weights of rows as the kernels take them; null: all weigh 1.</summary>
    public static double[]? Weights(Tensor? weights, Tensor student, int dim)
    {
        if (weights is null)
        {
            return null;
        }

        long[] rows = [.. student.shape.Where((_, dimension) => dimension != (dim < 0 ? dim + student.dim() : dim))];
        if (!weights.shape.AsSpan().SequenceEqual(rows))
        {
            throw new ArgumentException($"rowWeights has shape [{string.Join(", ", weights.shape)}]; the rows of the student have [{string.Join(", ", rows)}].", nameof(weights));
        }

        using Tensor numbers = weights.detach().cpu().to(ScalarType.Float64).contiguous();
        return numbers.data<double>().ToArray();
    }

    /// <inheritdoc />
    public override long[]? ShapeOfLosses(Tensor first) => _options.Reduction == RowReduction.None ? first.shape[..^1] : null;

    /// <inheritdoc />
    public override double Run<TFirst, TSecond>(in KernelCall call)
    {
        if (_options.Reduction != RowReduction.None)
        {
            return Distillation.LossAndGradient(
                TorchOperands.Read<TFirst>(call.First),
                TorchOperands.Read<TSecond>(call.Second),
                TorchOperands.Write<TFirst>(call.FirstGradient),
                TorchOperands.Write<TSecond>(call.SecondGradient),
                _options with { Upstream = _options.Upstream * call.Upstream },
                _weights);
        }

        double[] losses = new double[call.First.numel() / Math.Max(1, call.First.shape[^1])];
        Distillation.PerRowAndGradient(
            TorchOperands.Read<TFirst>(call.First),
            TorchOperands.Read<TSecond>(call.Second),
            losses,
            TorchOperands.Write<TFirst>(call.FirstGradient),
            TorchOperands.Write<TSecond>(call.SecondGradient),
            _options,
            _weights);
        if (call.Losses is not null)
        {
            TorchOperands.Copy(losses, call.Losses);
        }

        return 0;
    }

    /// <inheritdoc />
    /// <remarks>In double, and as a sum of terms that are not negative, so that small divergences keep their digits.</remarks>
    public override Tensor Composed(Tensor first, Tensor second)
    {
        Tensor? weights = _weights is null ? null : tensor(_weights, device: first.device).reshape(first.shape[..^1]);
        Tensor student = LogProbabilities(first, weights, "student");
        Tensor teacher = LogProbabilities(second, weights, "teacher");
        Tensor losses = _options.Beta switch
        {
            0 => Divergence(teacher, student),
            1 => Divergence(student, teacher),
            double beta => Mixture(teacher, student, beta),
        };
        losses = _options.ScaleByTemperature ? losses * (_options.Temperature * _options.Temperature) : losses;
        losses = weights is null ? losses : losses * weights;
        Tensor reduced = _options.Reduction switch
        {
            RowReduction.None => losses,
            RowReduction.Sum => losses.sum(),
            _ => losses.sum() / (_weights is null ? losses.numel() : _weights.Sum()),
        };
        return reduced.to(first.dtype);
    }

    /// <summary>Of rows with weight 0 nothing is read.</summary>
    private Tensor LogProbabilities(Tensor logits, Tensor? weights, string name)
    {
        Tensor read = weights is null ? logits : logits.masked_fill(weights.eq(0).unsqueeze(-1), 0);
        using Tensor isProper = read.eq(double.PositiveInfinity).any(-1).logical_not().logical_and(read.ne(double.NegativeInfinity).any(-1)).all();
        if (!isProper.item<bool>())
        {
            throw new ArgumentException($"{name} has a row without a finite logit, or with one of +inf; such a row has no softmax.", name);
        }

        return (read.to(ScalarType.Float64) / _options.Temperature).log_softmax(-1);
    }

    /// <summary>KL(P || Q) of each row, Σ [p (ln p - ln q) - p + q].</summary>
    private static Tensor Divergence(Tensor logP, Tensor logQ)
    {
        using Tensor absent = logP.eq(double.NegativeInfinity);
        Tensor p = logP.exp();
        Tensor difference = logP.masked_fill(absent, 0) - logQ.masked_fill(absent, 0);
        return (p * difference - p + logQ.exp()).sum(-1);
    }

    private static Tensor Mixture(Tensor teacher, Tensor student, double beta)
    {
        using Tensor absent = teacher.eq(double.NegativeInfinity).logical_and(student.eq(double.NegativeInfinity));
        Tensor middle = logaddexp(teacher.masked_fill(absent, 0) + Math.Log(beta), student.masked_fill(absent, 0) + Math.Log(1 - beta)).masked_fill(absent, double.NegativeInfinity);
        return beta * Divergence(teacher, middle) + (1 - beta) * Divergence(student, middle);
    }
}
