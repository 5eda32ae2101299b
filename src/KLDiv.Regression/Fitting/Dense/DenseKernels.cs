using KLDiv.Simd;

namespace KLDiv.Regression.Fitting.Dense;

/// <summary>
/// What a fit does with dense blocks of doubles, as wide as the hardware's vectors. Rows are padded to a multiple of <see cref="Lanes"/>, so that
/// there are no tails; each sum has one order, whatever the width of a vector, and so the results are the same bits.
/// </summary>
internal abstract unsafe class DenseKernels
{
    /// <summary>The doubles of the widest vector.</summary>
    public const int Lanes = 8;

    /// <summary>Those for the hardware's width.</summary>
    public static DenseKernels Current => VectorWidth.Choose<OfWidth, double, DenseKernels>(VectorWidth.Current);

    /// <summary>The length of a row with its padding.</summary>
    public static int Padded(int length) => checked(length + Lanes - 1) & ~(Lanes - 1);

    /// <summary>C = start + A B, or C += A B without a start. Each element adds up in the order of the inner index.</summary>
    /// <param name="a">A, of rows x inner elements at the strides given.</param>
    /// <param name="rowStride">From one row of A to the next.</param>
    /// <param name="innerStride">From one column of A to the next.</param>
    /// <param name="b">B, inner x width.</param>
    /// <param name="c">C, rows x width.</param>
    /// <param name="start">One row that every row of C starts from; null: C itself.</param>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="inner">The columns of A, the rows of B.</param>
    /// <param name="width">The padded columns of B and C.</param>
    public abstract void Multiply(
        double* a, nint rowStride, nint innerStride, double* b, double* c, double* start, int rows, int inner, int width);

    /// <summary>Logits x, row by row, to m e^x / Σ e^x in place. A logit of -infinity, as padding has, gives 0.</summary>
    /// <param name="values">[rows, width].</param>
    /// <param name="masses">m, one a row; as long as the rows padded.</param>
    /// <param name="logSums">Becomes ln Σ e^x, one a row; as long as the rows padded.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="width">Their padded length.</param>
    public abstract void Softmax(double* values, double* masses, double* logSums, int rows, int width);

    /// <summary>Adds the rows to a sum.</summary>
    public abstract void AddRows(double* values, double* sum, int rows, int width);

    /// <summary>The least and greatest of each column, beside those that low and high have.</summary>
    /// <returns>Whether all are finite.</returns>
    public abstract bool Extremes(double* values, double* low, double* high, int rows, int width);

    /// <summary>With r = x * factor - mean, adds w r to the sums and w r² to the squares, with one of each a column and w for the row.</summary>
    public abstract void AddMoments(
        double* values, double* factors, double* means, double* weights, double* sums, double* squares, int rows, int width);

    /// <summary>The sum of each row.</summary>
    public abstract void RowSums(double* values, double* sums, int rows, int width);

    /// <summary>((x * factor) - mean - rest) * inverse in place, with one of each a column.</summary>
    public abstract void Standardise(
        double* values, double* factors, double* means, double* rests, double* inverses, int rows, int width);

    /// <summary>The hyperbolic tangent in place; right to 2^-52, absolutely.</summary>
    public abstract void Tanh(double* values, nint count);

    /// <summary>Multiplies slopes for h = tanh a by 1 - h², which makes them slopes for a.</summary>
    public abstract void TanhSlope(double* activations, double* slopes, nint count);

    /// <summary>Multiplies every row by a number of its own.</summary>
    public abstract void ScaleRows(double* values, double* factors, int rows, int width);

    private readonly struct OfWidth : IOfWidth<double, DenseKernels>
    {
        public DenseKernels Of<TVector, TWide>()
            where TVector : unmanaged, IVector<TVector, double>
            where TWide : unmanaged, IVector<TWide, double> => DenseKernels<TVector>.Instance;
    }
}
