using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;
using MathNet.Numerics.LinearAlgebra;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// The inverse of the Hessian that a softmax regression has where every row is given the mean distribution p of the targets: for the weights
/// (diag(p) - p pᵀ) ⊗ A + 2λ with A = Zᵀ Z / n, for the bias diag(p) - p pᵀ.
/// </summary>
/// <remarks>
/// With A = U diag(a) Uᵀ the rows of Uᵀ v are apart from each other, and each has a diagonal matrix less one of rank one, whose inverse is that of
/// Sherman and Morrison. The direction in which all weights of a feature change alike, which no distribution depends on, is divided by the penalty
/// alone, and where there is none by the diagonal matrix, since no gradient has it. So collinear features and rare classes converge like any others.
/// </remarks>
internal sealed unsafe class MeanHessian : IPreconditioner
{
    /// <summary>Directions in which features vary less than this beside the most are rounding; what there is of them is not enlarged further.</summary>
    private const double LeastVariance = 1e-13;

    private readonly int _columns;
    private readonly int _width;
    private readonly int _rows;
    private readonly AlignedBuffer? _vectors;
    private readonly AlignedBuffer? _transposed;
    private readonly AlignedBuffer _inverses;
    private readonly AlignedBuffer _turned;
    private readonly AlignedBuffer _result;
    private readonly double[] _ofPenalty;
    private readonly double[] _mean;

    public MeanHessian(TargetMoments moments, StandardFeatures features, double totalWeight, FitOptions options)
    {
        _columns = features.Columns;
        _width = moments.Width;
        _rows = _columns + (options.HasBias ? 1 : 0);
        double scale = 1 / (totalWeight * moments.Mass);
        double[] variances;
        if (moments.HasSecond)
        {
            (variances, _vectors, _transposed) = Decompose(moments.Second, features.Columns, features.Stride, scale);
        }
        else
        {
            variances = moments.Second[.._columns].ToArray();
            TensorPrimitives.Multiply(variances, scale, variances);
        }

        _inverses = new AlignedBuffer((long)_rows * _width);
        _turned = new AlignedBuffer((long)_columns * _width);
        _result = new AlignedBuffer((long)_columns * _width);
        _ofPenalty = new double[_rows];
        _mean = MeanDistribution(moments, totalWeight);
        double least = LeastVariance * Math.Max(TensorPrimitives.Max<double>(variances), double.Epsilon / LeastVariance);
        for (int row = 0; row < _rows; row++)
        {
            bool isBias = row == _columns;
            SetRow(row, isBias ? 1 : Math.Max(variances[row], least), isBias ? 0 : 2 * options.Penalty / moments.Mass);
        }
    }

    private int Padded => DenseKernels.Padded(_columns);

    public void Apply(Span<double> vector)
    {
        Span<double> weights = vector[..(_columns * _width)];
        weights.CopyTo(_turned.Span);
        if (_vectors is not null)
        {
            _result.Span.Clear();
            DenseKernels.Current.Multiply(
                _transposed!.Pointer, Padded, 1, _turned.Pointer, _result.Pointer, null, _columns, _columns, _width);
            _result.Span.CopyTo(_turned.Span);
        }

        for (int row = 0; row < _rows; row++)
        {
            Divide(row, row < _columns ? _turned.Span.Slice(row * _width, _width) : vector.Slice(row * _width, _width));
        }

        if (_vectors is not null)
        {
            _result.Span.Clear();
            DenseKernels.Current.Multiply(_vectors.Pointer, Padded, 1, _turned.Pointer, _result.Pointer, null, _columns, _columns, _width);
            _result.Span.CopyTo(weights);
            return;
        }

        _turned.Span.CopyTo(weights);
    }

    /// <summary>p, with a little of the uniform distribution, so that a class that hardly occurs is divided by something.</summary>
    public static double[] MeanDistribution(TargetMoments moments, double totalWeight)
    {
        const double Share = 1e-10;
        double[] mean = moments.Cross.Slice(moments.Cross.Length - moments.Width, moments.Width).ToArray();
        TensorPrimitives.Divide(mean, totalWeight * moments.Mass, mean);
        for (int s = 0; s < moments.Support; s++)
        {
            mean[s] = ((1 - Share) * mean[s]) + (Share / moments.Support);
        }

        return mean;
    }

    private static (double[] Values, AlignedBuffer Vectors, AlignedBuffer Transposed) Decompose(
        ReadOnlySpan<double> second, int columns, int stride, double scale)
    {
        var matrix = Matrix<double>.Build.Dense(columns, columns);
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                matrix[i, j] = scale * second[(Math.Max(i, j) * stride) + Math.Min(i, j)];
            }
        }

        MathNet.Numerics.LinearAlgebra.Factorization.Evd<double> decomposition = matrix.Evd(Symmetricity.Symmetric);
        int padded = DenseKernels.Padded(columns);
        Matrix<double> eigenvectors = decomposition.EigenVectors;
        AlignedBuffer vectors = new((long)columns * padded), transposed = new((long)columns * padded);
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                vectors.Span[(i * padded) + j] = eigenvectors[i, j];
                transposed.Span[(j * padded) + i] = eigenvectors[i, j];
            }
        }

        return ([.. decomposition.EigenValues.Select(value => value.Real)], vectors, transposed);
    }

    /// <summary>1 / (a p + 2λ), and the factor of the rank-one part of the inverse.</summary>
    private void SetRow(int row, double variance, double penalty)
    {
        Span<double> inverses = _inverses.Span.Slice(row * _width, _width);
        double rest = 0;
        for (int s = 0; s < _mean.Length; s++)
        {
            double diagonal = (variance * _mean[s]) + penalty;
            inverses[s] = _mean[s] == 0 ? 0 : 1 / diagonal;

            // 1 - a Σ p² / (a p + 2λ), without the cancellation.
            rest += _mean[s] * penalty * inverses[s];
        }

        _ofPenalty[row] = penalty == 0 ? 0 : variance / rest;
    }

    /// <summary>(D - a p pᵀ)⁻¹ v = D⁻¹ v + D⁻¹ p (a / (1 - a pᵀ D⁻¹ p)) pᵀ D⁻¹ v.</summary>
    private void Divide(int row, Span<double> vector)
    {
        ReadOnlySpan<double> inverses = _inverses.Span.Slice(row * _width, _width);
        TensorPrimitives.Multiply(vector, inverses, vector);
        if (_ofPenalty[row] == 0)
        {
            return;
        }

        double along = _ofPenalty[row] * SteadySums.Dot(_mean, vector);
        for (int s = 0; s < vector.Length; s++)
        {
            vector[s] += along * inverses[s] * _mean[s];
        }
    }
}
