using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>A file as an operand of the criterion, block by block.</summary>
/// <typeparam name="T">The type in which the criterion meets it.</typeparam>
/// <param name="file">The file; it must stay open as long as blocks of it are in use.</param>
internal abstract class Operand<T>(TensorFile file)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public TensorFile File => file;

    /// <summary>The elements of a block, of the kind that the criterion takes; valid until the next call.</summary>
    public abstract ReadOnlyTensorSpan<T> Read(Block block);

    /// <summary>The first element of the file's block that is no number, or no probability where it should be one.</summary>
    /// <param name="block">The block.</param>
    /// <param name="kind">What the file holds.</param>
    /// <returns>The value and its place, or null.</returns>
    public abstract string? FindMissing(Block block, OperandKind kind);

    protected static string? FindMissing<TElement>(in ReadOnlyTensorSpan<TElement> values, Block block, OperandKind kind)
        where TElement : unmanaged, IFloatingPointIeee754<TElement>
    {
        nint flat = 0;
        foreach (ref readonly TElement value in values)
        {
            if (TElement.IsNaN(value) || (kind == OperandKind.Probs && value < TElement.Zero))
            {
                return $"{value} at {block.IndexOf(flat)}";
            }

            flat++;
        }

        return null;
    }
}
