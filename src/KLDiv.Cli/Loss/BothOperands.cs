using System.Numerics;

namespace KLDiv.Cli.Loss;

/// <summary>The two operands of the criterion, read at the same time.</summary>
internal static class BothOperands
{
    /// <summary>Reads the block of both files. Where both fail, the input's failure is the one that is told.</summary>
    public static void Load<TInput, TTarget>(Operand<TInput> input, Operand<TTarget> target, Block block)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        Task ofTarget = Task.Run(() => target.Load(block));
        try
        {
            input.Load(block);
        }
        finally
        {
            Task.WhenAny(ofTarget).Wait();
        }

        ofTarget.GetAwaiter().GetResult();
    }
}
