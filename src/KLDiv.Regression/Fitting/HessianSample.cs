using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Fitting;

/// <summary>Some rows, evenly spread: their features along a basis, their masses, and what the model predicts for them.</summary>
internal sealed unsafe class HessianSample
{
    /// <summary>What y² is raised by: a direction in which features do not vary would have no curvature, and the rounding of its gradient no end.</summary>
    private const double LeastSquare = 1e-8;

    private readonly AlignedBuffer _directions;
    private readonly AlignedBuffer _predictions;
    private readonly AlignedBuffer _masses;
    private readonly int _columns;
    private readonly int _stride;

    /// <param name="rows">How many rows it may have.</param>
    /// <param name="basis">The directions.</param>
    /// <param name="moments">The masses and the support.</param>
    public HessianSample(int rows, FeatureBasis basis, TargetMoments moments)
    {
        (_columns, _stride) = (basis.Columns, basis.Stride);
        (Support, Width) = (moments.Support, moments.Width);
        _directions = new AlignedBuffer((long)rows * _stride);
        _predictions = new AlignedBuffer((long)rows * Width);
        _masses = new AlignedBuffer(rows);
    }

    public int Support { get; }

    public int Width { get; }

    public int Rows { get; private set; }

    /// <summary>Adds a block of rows.</summary>
    /// <param name="basis">The directions.</param>
    /// <param name="features">Standardised, [rows, stride].</param>
    /// <param name="predictions">m q, [rows, width].</param>
    /// <param name="masses">m.</param>
    /// <param name="rows">How many.</param>
    public void Add(FeatureBasis basis, double* features, double* predictions, double* masses, int rows)
    {
        double* directions = _directions.Pointer + ((nint)Rows * _stride);
        DenseKernels.Current.Multiply(features, _stride, 1, basis.Vectors.Pointer, directions, null, rows, _columns, _stride);
        new ReadOnlySpan<double>(predictions, rows * Width).CopyTo(_predictions.Span[(Rows * Width)..]);
        new ReadOnlySpan<double>(masses, rows).CopyTo(_masses.Span[Rows..]);
        Rows += rows;
    }

    /// <summary>Σ m y² (diag(q) - q qᵀ) for one direction, times a scale; y is 1 for the direction behind the last, the bias.</summary>
    /// <param name="direction">Its number.</param>
    /// <param name="curvature">[support, width], zeros at first.</param>
    /// <param name="scale">The scale.</param>
    public void AddCurvature(int direction, double* curvature, double scale)
    {
        const int Block = 256;
        DenseKernels kernels = DenseKernels.Current;
        AlignedBuffer weighted = new(Block * (long)Width), factors = new(Block), diagonal = new(Width);
        for (int start = 0; start < Rows; start += Block)
        {
            int count = Math.Min(Block, Rows - start);
            double* block = weighted.Pointer;
            _predictions.Span.Slice(start * Width, count * Width).CopyTo(weighted.Span);
            for (int i = 0; i < count; i++)
            {
                double y = direction == _columns ? 1 : _directions.Span[((start + i) * _stride) + direction];

                factors.Span[i] = scale * ((y * y) + LeastSquare);
            }

            kernels.ScaleRows(block, factors.Pointer, count, Width);
            kernels.AddRows(block, diagonal.Pointer, count, Width);
            for (int i = 0; i < count; i++)
            {
                // m q y² was wanted for the diagonal; √m q y is, for the products.
                double mass = _masses.Span[start + i];
                factors.Span[i] = mass > 0 && factors.Span[i] > 0 ? 1 / Math.Sqrt(mass * factors.Span[i]) : 0;
            }

            kernels.ScaleRows(block, factors.Pointer, count, Width);
            kernels.Multiply(block, 1, Width, block, curvature, null, Support, count, Width);
        }

        for (int i = 0; i < Support; i++)
        {
            Span<double> row = new(curvature + ((nint)i * Width), Width);
            TensorPrimitives.Negate(row, row);
            row[i] += diagonal.Span[i];
        }

        // These leave the method by their addresses alone: without a reference, their memory could be taken while it is worked on.
        GC.KeepAlive(weighted);
        GC.KeepAlive(factors);
        GC.KeepAlive(diagonal);
    }
}
