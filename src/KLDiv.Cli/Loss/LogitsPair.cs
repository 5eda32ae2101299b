using System.Numerics;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>Two files of logits, whose divergence is computed without log-probabilities between: small ones keep their digits.</summary>
internal static class LogitsPair
{
    /// <summary>What gives the sum of the losses of a block of whole rows.</summary>
    public static Func<Block, double> Losses(RowSource input, RowSource target) => input.ElementType switch
    {
        ElementType.Float16 => Losses<Half>(input, target),
        ElementType.Float32 => Losses<float>(input, target),
        _ => Losses<double>(input, target),
    };

    private static Func<Block, double> Losses<TInput>(RowSource input, RowSource target)
        where TInput : unmanaged, IFloatingPointIeee754<TInput> => target.ElementType switch
        {
            ElementType.Float16 => Losses<TInput, Half>(input, target),
            ElementType.Float32 => Losses<TInput, float>(input, target),
            _ => Losses<TInput, double>(input, target),
        };

    private static Func<Block, double> Losses<TInput, TTarget>(RowSource input, RowSource target)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        DirectOperand<TInput> student = new(input);
        DirectOperand<TTarget> teacher = new(target);
        return block => Loss(student, teacher, block);
    }

    private static double Loss<TInput, TTarget>(DirectOperand<TInput> student, DirectOperand<TTarget> teacher, Block block)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        BothOperands.Load(student, teacher, block);
        nint support = (nint)student.Source.Support;
        try
        {
            return Distillation.Loss(
                student.Elements, teacher.Elements, reduction: RowReduction.Sum, lengths: [support == 0 ? 0 : block.Count / support, support]);
        }
        catch (ArgumentException failure)
        {
            // It names the row by its number in the block; the files' own index says more.
            CheckRows(student, block);
            CheckRows(teacher, block);
            throw new DataFileException(student.Source.Name, failure.Message);
        }
    }

    private static void CheckRows<T>(DirectOperand<T> logits, Block block)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int support = (int)logits.Source.Support;
        for (int start = 0; start < block.Count; start += support)
        {
            LogitRow.Check(logits.Elements.Slice(start, support), logits.Source, block, start);
        }
    }
}
