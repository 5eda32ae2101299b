using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Kernels;

namespace KLDiv.Cli.Loss;

/// <summary>A file of probabilities or logits that the criterion meets as log-probabilities, converted block by block.</summary>
/// <typeparam name="TFile">The type of the file's elements.</typeparam>
/// <typeparam name="T">The type of the log-probabilities; not narrower.</typeparam>
/// <param name="file">The file.</param>
/// <param name="kind">What it holds.</param>
internal sealed class ConvertedOperand<TFile, T>(TensorFile file, OperandKind kind) : Operand<T>(file)
    where TFile : unmanaged, IFloatingPointIeee754<TFile>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private TFile[] _raw = [];
    private T[] _converted = [];

    public override ReadOnlyTensorSpan<T> Read(Block block)
    {
        int count = checked((int)block.Count);
        if (_raw.Length < count)
        {
            _raw = new TFile[count];
            _converted = new T[count];
        }

        Elements(block).FlattenTo(_raw);
        Span<T> values = _converted.AsSpan(0, count);
        TensorPrimitives.ConvertTruncating<TFile, T>(_raw.AsSpan(0, count), values);
        if (kind == OperandKind.Probs)
        {
            LogProbabilities.Of(values);
        }
        else if (count > 0)
        {
            Normalise(values, block);
        }

        return new ReadOnlyTensorSpan<T>(_converted, start: 0, block.Lengths, strides: default);
    }

    public override string? FindMissing(Block block, OperandKind kind) => FindMissing(Elements(block), block, kind);

    private ReadOnlyTensorSpan<TFile> Elements(Block block) => File.AsTensorSpan<TFile>().Slice(block.Ranges);

    private void Normalise(Span<T> logits, Block block)
    {
        int support = (int)block.Lengths[^1];
        for (int start = 0; start < logits.Length; start += support)
        {
            Span<T> row = logits.Slice(start, support);
            LogitRow.Check<T>(row, File, block, start);
            LogSoftmax.Forward<T>(row, row);
        }
    }
}
