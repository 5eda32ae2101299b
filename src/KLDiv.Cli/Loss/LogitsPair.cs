using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>Two files of logits, whose divergence is computed without log-probabilities between: small ones keep their digits.</summary>
internal static class LogitsPair
{
    /// <summary>What gives the sum of the losses of a block of whole rows.</summary>
    public static Func<Block, double> Losses(TensorFile input, TensorFile target) => input.ElementType switch
    {
        ElementType.Float16 => Losses<Half>(input, target),
        ElementType.Float32 => Losses<float>(input, target),
        _ => Losses<double>(input, target),
    };

    private static Func<Block, double> Losses<TInput>(TensorFile input, TensorFile target)
        where TInput : unmanaged, IFloatingPointIeee754<TInput> => target.ElementType switch
        {
            ElementType.Float16 => block => Loss<TInput, Half>(input, target, block),
            ElementType.Float32 => block => Loss<TInput, float>(input, target, block),
            _ => block => Loss<TInput, double>(input, target, block),
        };

    private static double Loss<TInput, TTarget>(TensorFile input, TensorFile target, Block block)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        ReadOnlyTensorSpan<TInput> student = input.AsTensorSpan<TInput>().Slice(block.Ranges);
        ReadOnlyTensorSpan<TTarget> teacher = target.AsTensorSpan<TTarget>().Slice(block.Ranges);
        try
        {
            return Distillation.Loss(student, teacher, reduction: RowReduction.Sum);
        }
        catch (ArgumentException failure)
        {
            // It names the row by its number in the block; the files' own index says more.
            CheckRows(student, input, block);
            CheckRows(teacher, target, block);
            throw new TensorFileException(input.Path, failure.Message);
        }
    }

    private static void CheckRows<T>(in ReadOnlyTensorSpan<T> logits, TensorFile file, Block block)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] copy = new T[checked((int)block.Count)];
        logits.FlattenTo(copy);
        int support = (int)block.Lengths[^1];
        for (int start = 0; start < copy.Length; start += support)
        {
            LogitRow.Check<T>(copy.AsSpan(start, support), file, block, start);
        }
    }
}
