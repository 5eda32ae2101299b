using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Benchmarks.Accuracy;
using KLDiv.Benchmarks.Measuring;

namespace KLDiv.Benchmarks.Works;

/// <summary>
/// The memory that calls of one shape work on: softmaxes of normal deviates, seeded. Each matrix lies at the beginning of room for
/// wider rows; seen with the pitch of these, a slice of its columns has the shape again.
/// </summary>
internal sealed class Operands<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The values begin anew behind rows of together this many elements; that saves time, and vectors do not look at values.</summary>
    private const int Period = 1 << 21;

    private readonly NativeBuffer<T> _input, _target;
    private NativeBuffer<T>? _logTarget, _destination, _scratch;

    public Operands(Shape shape)
    {
        Shape = shape;
        Pitch = shape.Columns + (shape.Columns / 4);
        FirstColumn = (Pitch - shape.Columns) / 2;
        _input = new(Room);
        _target = new(Room);
        Fill(_input.Span, seed: 1, logarithms: true);
        Fill(_target.Span, seed: 2, logarithms: false);
        RowSums = new double[shape.Rows];
        RowWeights = new double[shape.Rows];
        RowWeights.AsSpan().Fill(1.0 / 3);
    }

    public Shape Shape { get; }

    /// <summary>The elements from the beginning of a wide row to that of the next.</summary>
    public int Pitch { get; }

    /// <summary>The wide row's column at which the slice begins.</summary>
    public int FirstColumn { get; }

    /// <summary>The elements of all wide rows.</summary>
    public int Room => Shape.Rows * Pitch;

    public int Count => (int)Shape.Elements;

    public ReadOnlySpan<T> WideInput => _input.Span;

    public ReadOnlySpan<T> WideTarget => _target.Span;

    public ReadOnlySpan<T> WideLogTarget => (_logTarget ??= LogTargets()).Span;

    public ReadOnlySpan<T> Input => WideInput[..Count];

    /// <summary>Probabilities.</summary>
    public ReadOnlySpan<T> Target => WideTarget[..Count];

    /// <summary>The logarithms of the same probabilities.</summary>
    public ReadOnlySpan<T> LogTarget => WideLogTarget[..Count];

    public Span<T> Destination => (_destination ??= new(Count)).Span;

    /// <summary>A second destination.</summary>
    public Span<T> Scratch => (_scratch ??= new(Count)).Span;

    public double[] RowSums { get; }

    public double[] RowWeights { get; }

    public ReadOnlyTensorSpan<T> InputSlice => Slice(WideInput);

    public ReadOnlyTensorSpan<T> TargetSlice => Slice(WideTarget);

    /// <summary>Takes destinations that were never written, whose pages take no room yet.</summary>
    public void RenewDestinations()
    {
        _destination?.Dispose();
        _scratch?.Dispose();
        _destination = _scratch = null;
    }

    public void Dispose()
    {
        RenewDestinations();
        _logTarget?.Dispose();
        _target.Dispose();
        _input.Dispose();
    }

    private ReadOnlyTensorSpan<T> Slice(ReadOnlySpan<T> wide) =>
        new(wide[FirstColumn..], [Shape.Rows, Shape.Columns], [Pitch, 1]);

    private NativeBuffer<T> LogTargets()
    {
        NativeBuffer<T> logarithms = new(Room);
        Fill(logarithms.Span, seed: 2, logarithms: true);
        return logarithms;
    }

    private void Fill(Span<T> values, int seed, bool logarithms)
    {
        Random random = new(seed);
        double[] row = new double[Shape.Columns];
        int period = Math.Min(values.Length, Math.Max(1, Period / Shape.Columns) * Shape.Columns);
        for (int start = 0; start < period; start += row.Length)
        {
            Distributions.LogSoftmaxOfNormals(random, row);
            Span<T> destination = values[start..Math.Min(period, start + row.Length)];
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = T.CreateChecked(logarithms ? row[i] : Math.Exp(row[i]));
            }
        }

        for (int start = period; start < values.Length; start += period)
        {
            int length = Math.Min(period, values.Length - start);
            values[..length].CopyTo(values[start..]);
        }
    }
}
