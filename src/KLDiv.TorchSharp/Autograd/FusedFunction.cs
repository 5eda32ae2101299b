using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Autograd;

/// <summary>A loss of KLDiv as a function of torch's graph: computed before it is called, so that nothing is thrown while a node is half made.</summary>
internal sealed class FusedFunction : autograd.SingleTensorFunction<FusedFunction>
{
    /// <inheritdoc />
    public override string Name => "KLDiv";

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        FusedCall call = (FusedCall)vars[2];
        ctx.save_for_backward([(Tensor)vars[0], (Tensor)vars[1]]);
        ctx.save_data(Name, call with { Loss = null! });
        return call.Loss;
    }

    /// <inheritdoc />
    /// <remarks>An exception that left this would end the process; a gradient without dimensions makes the engine raise an error of its own.</remarks>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        FusedCall? call = null;
        try
        {
            call = (FusedCall)ctx.get_data(Name);
            List<Tensor> saved = ctx.get_saved_variables();
            (Tensor? first, Tensor? second) = is_grad_enabled()
                ? GradientsOfTorch(call, saved[0], saved[1], grad_output)
                : call.Work.Gradients(saved[0], saved[1], grad_output, call.WantsFirst, call.WantsSecond);
            return [first!, second!, null!];
        }
#pragma warning disable CA1031 // see above
        catch (Exception failure)
#pragma warning restore CA1031
        {
            TorchLosses.BackwardFailure = failure;
            return [call is { WantsFirst: false } ? null! : zeros([]), call is { WantsSecond: false } ? null! : zeros([]), null!];
        }
    }

    /// <summary>Gradients of which there are gradients.</summary>
    private static (Tensor? First, Tensor? Second) GradientsOfTorch(FusedCall call, Tensor first, Tensor second, Tensor upstream)
    {
        List<Tensor> inputs = [];
        if (call.WantsFirst)
        {
            inputs.Add(first);
        }

        if (call.WantsSecond)
        {
            inputs.Add(second);
        }

        IList<Tensor> gradients = autograd.grad([call.Work.Composed(first, second)], inputs, [upstream], retain_graph: true, create_graph: true);
        return (call.WantsFirst ? gradients[0] : null, call.WantsSecond ? gradients[^1] : null);
    }
}
