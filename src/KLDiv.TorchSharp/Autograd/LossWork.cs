using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Autograd;

/// <summary>A loss of two tensors: how it is computed in place, and what it is in torch's own operators.</summary>
internal abstract class LossWork
{
    /// <summary>The loss in torch's operators, which autograd can follow any number of times.</summary>
    public abstract Tensor Composed(Tensor first, Tensor second);

    /// <summary>The shape of the losses where they are not reduced; null: one number.</summary>
    public abstract long[]? ShapeOfLosses(Tensor first);

    /// <summary>Runs the kernels: losses that are not reduced are written, others returned; the gradients that are there are written.</summary>
    public abstract double Run<TFirst, TSecond>(in KernelCall call)
        where TFirst : unmanaged, IFloatingPointIeee754<TFirst>
        where TSecond : unmanaged, IFloatingPointIeee754<TSecond>;

    /// <summary>The gradients that are wanted, into which the upstream gradient has entered.</summary>
    public (Tensor? First, Tensor? Second) Gradients(Tensor first, Tensor second, Tensor upstream, bool ofFirst, bool ofSecond)
    {
        bool isReduced = ShapeOfLosses(first) is null;
        using Tensor firstOperand = TorchOperands.InPlace(first);
        using Tensor secondOperand = TorchOperands.InPlace(second);
        Tensor? firstGradient = ofFirst ? empty(first.shape, firstOperand.dtype) : null;
        Tensor? secondGradient = ofSecond ? empty(second.shape, secondOperand.dtype) : null;
        TorchOperands.Run(this, new(firstOperand, secondOperand, null, firstGradient, secondGradient, isReduced ? upstream.to(ScalarType.Float64).item<double>() : 1));
        return (Finished(firstGradient, first, isReduced ? null : upstream), Finished(secondGradient, second, isReduced ? null : upstream));
    }

    /// <summary>The loss, with its place in torch's graph.</summary>
    public Tensor Apply((Tensor Tensor, string Name) first, (Tensor Tensor, string Name) second)
    {
        Check(first.Tensor, first.Name);
        Check(second.Tensor, second.Name);
        if (!first.Tensor.shape.AsSpan().SequenceEqual(second.Tensor.shape))
        {
            throw new ArgumentException($"{first.Name} has shape [{string.Join(", ", first.Tensor.shape)}], {second.Name} has shape [{string.Join(", ", second.Tensor.shape)}]; they must be equal.", second.Name);
        }

        if (first.Tensor.device_type != second.Tensor.device_type || first.Tensor.device_index != second.Tensor.device_index)
        {
            throw new ArgumentException($"{first.Name} is on {first.Tensor.device}, {second.Name} on {second.Tensor.device}; they must be on one device.", second.Name);
        }

        if (TorchLosses.UsesTorch || first.Tensor.device_type != DeviceType.CPU || first.Tensor.numel() == 0)
        {
            return Composed(first.Tensor, second.Tensor);
        }

        Tensor loss = Loss(first.Tensor, second.Tensor);
        if (!is_grad_enabled() || !(first.Tensor.requires_grad || second.Tensor.requires_grad))
        {
            return loss;
        }

        using (loss)
        {
            return FusedFunction.apply(Seen(first.Tensor), Seen(second.Tensor), new FusedCall(this, loss, first.Tensor.requires_grad, second.Tensor.requires_grad));
        }
    }

    /// <summary>Through a view torch takes a gradient as it is; into a leaf it would copy it, since the function still holds it.</summary>
    private static Tensor Seen(Tensor tensor) => tensor.requires_grad && tensor.is_leaf ? tensor.view(tensor.shape) : tensor;

    private static Tensor? Finished(Tensor? gradient, Tensor operand, Tensor? upstream)
    {
        if (gradient is null)
        {
            return null;
        }

        if (upstream is not null)
        {
            // Losses of rows lack the dimension of the classes.
            gradient.mul_(upstream.dim() < gradient.dim() ? upstream.unsqueeze(-1) : upstream);
        }

        return gradient.to(operand.dtype);
    }

    private Tensor Loss(Tensor first, Tensor second)
    {
        using IDisposable unfollowed = no_grad();
        using Tensor firstOperand = TorchOperands.InPlace(first);
        using Tensor secondOperand = TorchOperands.InPlace(second);
        if (ShapeOfLosses(first) is not { } shape)
        {
            return tensor(TorchOperands.Run(this, new(firstOperand, secondOperand, null, null, null, 1)), first.dtype);
        }

        using Tensor losses = empty(shape, ScalarType.Float64);
        TorchOperands.Run(this, new(firstOperand, secondOperand, losses, null, null, 1));
        return losses.to(first.dtype, copy: true);
    }

    private static void Check(Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (tensor.dim() == 0)
        {
            throw new ArgumentException($"{name} is a scalar; it must have a dimension.", name);
        }

        if (tensor.dtype is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            throw new NotSupportedException($"{name} is of {tensor.dtype}; float32, float64, float16 and bfloat16 are supported.");
        }
    }
}
