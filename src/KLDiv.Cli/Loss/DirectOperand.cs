using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>A file that holds what the criterion takes: its blocks are views of the mapped file.</summary>
/// <inheritdoc/>
internal sealed class DirectOperand<T>(TensorFile file) : Operand<T>(file)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override ReadOnlyTensorSpan<T> Read(Block block) => File.AsTensorSpan<T>().Slice(block.Ranges);

    public override string? FindMissing(Block block, OperandKind kind) => FindMissing(Read(block), block, kind);
}
