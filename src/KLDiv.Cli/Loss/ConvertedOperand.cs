using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Criterion;
using KLDiv.Files;
using KLDiv.Memory;

namespace KLDiv.Cli.Loss;

/// <summary>A file of probabilities or logits that the criterion meets as log-probabilities, converted block by block.</summary>
/// <typeparam name="TFile">The type of the file's elements.</typeparam>
/// <typeparam name="T">The type of the log-probabilities; not narrower.</typeparam>
/// <param name="source">The file.</param>
/// <param name="kind">What it holds.</param>
internal sealed class ConvertedOperand<TFile, T>(RowSource source, RowKind kind) : Operand<T>(source)
    where TFile : unmanaged, IFloatingPointIeee754<TFile>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T[] _converted = [];

    public override ReadOnlySpan<T> Elements => _converted.AsSpan(0, Block.Count);

    public override void Load(Block block)
    {
        base.Load(block);
        if (_converted.Length < block.Count)
        {
            _converted = new T[block.Count];
        }

        Span<T> values = _converted.AsSpan(0, block.Count);
        TensorPrimitives.ConvertTruncating(Source.Read<TFile>(block.Start, block.Count, Buffer), values);
        if (kind == RowKind.Probs)
        {
            LogProbabilities.Of(values);
        }
        else if (!values.IsEmpty)
        {
            Normalise(values);
        }
    }

    public override string? FindMissing(RowKind kind) => FindMissing<TFile>(Buffer.Values<TFile>(Block.Count), kind);

    private void Normalise(Span<T> logits)
    {
        int support = (int)Source.Support;
        for (int start = 0; start < logits.Length; start += support)
        {
            Span<T> row = logits.Slice(start, support);
            LogitRow.Check<T>(row, Source, Block, start);
            LogSoftmax.Forward<T>(row, row);
        }
    }
}
