using System.Numerics;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>A file that holds what the criterion takes.</summary>
/// <inheritdoc/>
internal sealed class DirectOperand<T>(RowSource source) : Operand<T>(source)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override ReadOnlySpan<T> Elements => Buffer.Values<T>(Block.Count);

    public override void Load(Block block)
    {
        base.Load(block);
        Source.Read<T>(block.Start, block.Count, Buffer);
    }

    public override string? FindMissing(RowKind kind) => FindMissing(Elements, kind);
}
