using System.Numerics;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>A file that holds what the criterion takes.</summary>
/// <inheritdoc/>
internal sealed class DirectOperand<T>(RowSource source) : Operand<T>(source)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RowBuffer _buffer = new();

    public override ReadOnlySpan<T> Read(Block block) => Source.Read<T>(block.Start, block.Count, _buffer);

    public override string? FindMissing(Block block, RowKind kind) => FindMissing(Read(block), block, kind);
}
