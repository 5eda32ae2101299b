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

    /// <summary>The elements of the block that was loaded last, of the kind that the criterion takes.</summary>
    public abstract ReadOnlySpan<T> Elements { get; }

    protected Block Block { get; private set; }

    protected RowBuffer Buffer { get; } = new();

    /// <summary>Reads a block, and converts it if need be.</summary>
    /// <exception cref="DataFileException">The file cannot be read, or a row cannot be converted.</exception>
    public virtual void Load(Block block) => Block = block;

    /// <summary>The first element of the file's block that is no number, or no probability where it should be one.</summary>
    /// <param name="kind">What the file holds.</param>
    /// <returns>The value and its place, or null.</returns>
    public abstract string? FindMissing(RowKind kind);

    protected string? FindMissing<TElement>(ReadOnlySpan<TElement> values, RowKind kind)
        where TElement : unmanaged, IFloatingPointIeee754<TElement>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (TElement.IsNaN(values[i]) || (kind == RowKind.Probs && values[i] < TElement.Zero))
            {
                return $"{values[i]} at {Block.IndexOf(source.Lengths, i)}";
            }
        }

        return null;
    }
}
