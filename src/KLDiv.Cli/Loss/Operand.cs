using System.Numerics;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>A file as an operand of the criterion, block by block.</summary>
/// <typeparam name="T">The type in which the criterion meets it.</typeparam>
/// <param name="source">The file; it must stay open.</param>
internal abstract class Operand<T>(RowSource source)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public RowSource Source => source;

    /// <summary>The elements of a block, of the kind that the criterion takes; valid until the next call.</summary>
    public abstract ReadOnlySpan<T> Read(Block block);

    /// <summary>The first element of the file's block that is no number, or no probability where it should be one.</summary>
    /// <param name="block">The block.</param>
    /// <param name="kind">What the file holds.</param>
    /// <returns>The value and its place, or null.</returns>
    public abstract string? FindMissing(Block block, RowKind kind);

    protected string? FindMissing<TElement>(ReadOnlySpan<TElement> values, Block block, RowKind kind)
        where TElement : unmanaged, IFloatingPointIeee754<TElement>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (TElement.IsNaN(values[i]) || (kind == RowKind.Probs && values[i] < TElement.Zero))
            {
                return $"{values[i]} at {block.IndexOf(source.Lengths, i)}";
            }
        }

        return null;
    }
}
