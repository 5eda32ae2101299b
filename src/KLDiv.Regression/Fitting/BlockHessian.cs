using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// The inverse of the Hessian of a softmax regression at some parameters, without what lies between different directions of a <see cref="FeatureBasis"/>:
/// for each direction k the matrix Σ m y_k² (diag(q) - q qᵀ) over the support, from a sample of the rows.
/// </summary>
/// <remarks>
/// The Hessian at the mean distribution is far off where the features tell much, as they do of a number in narrow bins: there q is narrow, and its
/// mean is not.
/// </remarks>
internal sealed unsafe class BlockHessian : IPreconditioner
{
    /// <summary>What a diagonal is raised by, as a share of itself, against rounding.</summary>
    private const double Ridge = 1e-8;

    private const int FewestRows = 2_048;
    private const int MostRows = 32_768;

    /// <summary>All factors together have at most so many elements.</summary>
    private const long MostElements = 1 << 24;

    private readonly FeatureBasis _basis;
    private readonly int _support;
    private readonly int _width;
    private readonly int _blocks;
    private readonly AlignedBuffer _factors;
    private readonly AlignedBuffer _turned;
    private readonly AlignedBuffer _result;

    /// <param name="basis">The directions.</param>
    /// <param name="sample">Rows at the parameters.</param>
    /// <param name="scale">One over the sum of the weights and the mean mass, for the rows of the sample.</param>
    /// <param name="options">The penalty, whether there is a bias, and threads.</param>
    /// <param name="penalty">2λ over the mean mass.</param>
    public BlockHessian(FeatureBasis basis, HessianSample sample, double scale, FitOptions options, double penalty)
    {
        _basis = basis;
        (_support, _width) = (sample.Support, sample.Width);
        _blocks = basis.Columns + (options.HasBias ? 1 : 0);
        _factors = new AlignedBuffer((long)_blocks * _support * _width);
        _turned = new AlignedBuffer((long)basis.Columns * _width);
        _result = new AlignedBuffer((long)basis.Columns * _width);
        RowParts.Run(_blocks, options.MaxDegreeOfParallelism, block =>
        {
            double* factor = _factors.Pointer + ((nint)block * _support * _width);
            sample.AddCurvature(block, factor, scale);
            Factorise(factor, block < basis.Columns ? penalty * SquareOfColumn(block) : 0);
        });
    }

    /// <summary>The rows that a sample should have; 0 where the matrices would be too large.</summary>
    public static int SampleRows(nint rows, int columns, int support) =>
        (columns + 1L) * support * DenseKernels.Padded(support) > MostElements
            ? 0
            : (int)nint.Min(rows, Math.Clamp(2 * rows / support, FewestRows, MostRows));

    public void Apply(Span<double> vector)
    {
        int columns = _basis.Columns;
        Span<double> weights = vector[..(columns * _width)];
        weights.CopyTo(_result.Span);
        _turned.Span.Clear();
        DenseKernels.Current.Multiply(_basis.Vectors.Pointer, 1, _basis.Stride, _result.Pointer, _turned.Pointer, null, columns, columns, _width);
        for (int block = 0; block < columns; block++)
        {
            Solve(block, _turned.Span.Slice(block * _width, _support));
        }

        if (_blocks > columns)
        {
            Solve(columns, vector.Slice(columns * _width, _support));
        }

        _result.Span.Clear();
        DenseKernels.Current.Multiply(_basis.Vectors.Pointer, _basis.Stride, 1, _turned.Pointer, _result.Pointer, null, columns, columns, _width);
        _result.Span.CopyTo(weights);
    }

    private double SquareOfColumn(int column)
    {
        double sum = 0;
        for (int row = 0; row < _basis.Columns; row++)
        {
            double value = _basis.Vectors.Span[(row * _basis.Stride) + column];
            sum += value * value;
        }

        return sum;
    }

    /// <summary>Cholesky's factor in place, row by row, of the lower triangle.</summary>
    private void Factorise(double* matrix, double penalty)
    {
        double trace = 0;
        for (int i = 0; i < _support; i++)
        {
            trace += matrix[((nint)i * _width) + i];
        }

        // The direction in which all logits change alike has no curvature; it is given some, which no gradient meets.
        double shared = (trace / _support / _support) + double.Epsilon;
        double least = (Ridge * trace / _support) + 1e-300;
        for (int i = 0; i < _support; i++)
        {
            Span<double> row = new(matrix + ((nint)i * _width), i + 1);
            row[i] += (Ridge * (row[i] + least)) + penalty;
            TensorPrimitives.Add(row, shared, row);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = new(matrix + ((nint)j * _width), j + 1);
                double rest = row[j] - SteadySums.Dot(row[..j], other[..j]);
                row[j] = j < i ? rest / other[j] : Math.Sqrt(Math.Max(rest, least * Ridge));
            }
        }
    }

    private void Solve(int block, Span<double> vector)
    {
        double* factor = _factors.Pointer + ((nint)block * _support * _width);
        for (int i = 0; i < _support; i++)
        {
            ReadOnlySpan<double> row = new(factor + ((nint)i * _width), i + 1);
            vector[i] = (vector[i] - SteadySums.Dot(row[..i], vector[..i])) / row[i];
        }

        for (int i = _support - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = new(factor + ((nint)i * _width), i + 1);
            vector[i] /= row[i];
            TensorPrimitives.MultiplyAdd(row[..i], -vector[i], vector[..i], vector[..i]);
        }
    }
}
