using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;
using ElementType = KLDiv.Files.ElementType;

namespace KLDiv.Reports.Reading;

/// <summary>The rows of a side in the type in which they are compared: logits as they are, probabilities as their logarithms. For one thread.</summary>
/// <typeparam name="T">The type, float or double; not narrower than the file's.</typeparam>
internal abstract class RowOperand<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <param name="side">The side, and what it holds.</param>
    public static RowOperand<T> Of(ReportSide side) => side.Source.ElementType switch
    {
        ElementType.Float16 => new FromFile<Half>(side),
        ElementType.Float32 => new FromFile<float>(side),
        _ => new FromFile<double>(side),
    };

    /// <summary>The elements of the rows that were loaded last, which may be written over.</summary>
    public abstract Span<T> Rows { get; }

    /// <summary>Reads rows.</summary>
    /// <exception cref="DataFileException">The source cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, within a row too.</exception>
    public abstract void Load(RowRange rows, CancellationToken cancellationToken);

    private sealed class FromFile<TFile>(ReportSide side) : RowOperand<T>
        where TFile : unmanaged, IFloatingPointIeee754<TFile>
    {
        private readonly RowBuffer _buffer = new();
        private readonly RowBuffer _converted = new();
        private int _length;

        public override Span<T> Rows => typeof(TFile) == typeof(T) ? _buffer.Values<T>(_length) : _converted.Values<T>(_length);

        public override void Load(RowRange rows, CancellationToken cancellationToken)
        {
            _length = side.Source.ReadRows<TFile>(rows.First, (int)rows.Count, _buffer, cancellationToken).Length;
            if (typeof(TFile) != typeof(T))
            {
                TensorPrimitives.ConvertTruncating<TFile, T>(_buffer.Values<TFile>(_length), Rows);
            }

            if (side.Pseudocount > 0)
            {
                TensorPrimitives.Add(Rows, T.CreateTruncating(side.Pseudocount), Rows);
            }

            if (side.IsLinear)
            {
                LogProbabilities.FromProbabilities(Rows, Rows);
            }
        }
    }
}
