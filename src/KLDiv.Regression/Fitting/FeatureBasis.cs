using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;
using MathNet.Numerics.LinearAlgebra;

namespace KLDiv.Regression.Fitting;

/// <summary>
/// Directions of the standardised features in which they are uncorrelated and of variance 1, the first of them those that tell most of the targets: the
/// whitened features turned to the eigenvectors of what the classes' means differ by.
/// </summary>
internal sealed unsafe class FeatureBasis
{
    /// <summary>Directions in which features vary less than this beside the most are rounding, and are not enlarged.</summary>
    private const double LeastVariance = 1e-13;

    public FeatureBasis(TargetMoments moments, StandardFeatures features, double totalWeight)
    {
        Columns = features.Columns;
        Stride = features.Stride;
        double scale = 1 / (totalWeight * moments.Mass);
        Matrix<double> second = Matrix<double>.Build.Dense(
            Columns, Columns, (i, j) => scale * moments.Second[(Math.Max(i, j) * Stride) + Math.Min(i, j)]);
        Matrix<double> whitening = Whitening(second);
        double[] mean = MeanHessian.MeanDistribution(moments, totalWeight);
        Matrix<double> cross = Matrix<double>.Build.Dense(
            Columns, moments.Support, (i, s) => scale * moments.Cross[(i * moments.Width) + s] / Math.Sqrt(mean[s]));
        Matrix<double> between = whitening.TransposeThisAndMultiply(cross);
        Matrix<double> basis = whitening * between.TransposeAndMultiply(between).Evd(Symmetricity.Symmetric).EigenVectors;
        Vectors = new AlignedBuffer((long)Columns * Stride);
        for (int i = 0; i < Columns; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                Vectors.Span[(i * Stride) + j] = basis[i, j];
            }
        }
    }

    public int Columns { get; }

    /// <summary>From one row of <see cref="Vectors"/> to the next.</summary>
    public int Stride { get; }

    /// <summary>One direction a column.</summary>
    public AlignedBuffer Vectors { get; }

    private static Matrix<double> Whitening(Matrix<double> second)
    {
        MathNet.Numerics.LinearAlgebra.Factorization.Evd<double> decomposition = second.Evd(Symmetricity.Symmetric);
        double[] variances = [.. decomposition.EigenValues.Select(value => value.Real)];
        double most = Math.Max(variances.Max(), double.Epsilon / LeastVariance);
        Matrix<double> vectors = decomposition.EigenVectors;

        // Enlarged rounding would be a gradient where there is none, and collinear features be given weights that cancel in their logits.
        vectors.MapIndexedInplace(
            (_, column, value) => value / Math.Sqrt(variances[column] < LeastVariance * most ? most : variances[column]));
        return vectors;
    }
}
