using KLDiv.Simd;

namespace KLDiv.Regression.Fitting.Dense;

/// <inheritdoc />
internal sealed unsafe partial class DenseKernels<TVector> : DenseKernels
    where TVector : unmanaged, IVector<TVector, double>
{
    public static DenseKernels<TVector> Instance { get; } = new();

    public override void Softmax(double* values, double* masses, double* logSums, int rows, int width)
    {
        double* lanes = stackalloc double[Lanes];
        double* maxima = stackalloc double[Lanes];
        for (int first = 0; first < rows; first += Lanes)
        {
            int count = Math.Min(Lanes, rows - first);
            for (int i = 0; i < count; i++)
            {
                double* row = values + ((nint)(first + i) * width);
                maxima[i] = Exponentials(row, width);
                logSums[first + i] = LaneSum(row, width, lanes);
                Scale(row, masses[first + i] / logSums[first + i], width);
            }

            // Of numbers from 1 to the length of a row; what is behind the last row takes part and means nothing.
            for (int i = 0; i < Lanes; i += TVector.Count)
            {
                TVector log = Logarithm.OfNormal<TVector, double>(TVector.Load(logSums + first + i));
                TVector.Store(log + TVector.Load(maxima + i), logSums + first + i);
            }
        }
    }

    public override void AddRows(double* values, double* sum, int rows, int width)
    {
        for (int column = 0; column < width; column += TVector.Count)
        {
            TVector total = TVector.Load(sum + column);
            for (int row = 0; row < rows; row++)
            {
                total += TVector.Load(values + ((nint)row * width) + column);
            }

            TVector.Store(total, sum + column);
        }
    }

    public override bool Extremes(double* values, double* low, double* high, int rows, int width)
    {
        // The difference of a number and itself is 0, and that of anything else NaN.
        TVector differences = TVector.Create(0);
        for (int column = 0; column < width; column += TVector.Count)
        {
            TVector least = TVector.Load(low + column), most = TVector.Load(high + column);
            for (int row = 0; row < rows; row++)
            {
                TVector value = TVector.Load(values + ((nint)row * width) + column);
                least = TVector.AtMost(least, value);
                most = TVector.AtLeast(most, value);
                differences += value - value;
            }

            TVector.Store(least, low + column);
            TVector.Store(most, high + column);
        }

        return TVector.IsZero(differences);
    }

    public override void AddMoments(
        double* values, double* factors, double* means, double* weights, double* sums, double* squares, int rows, int width)
    {
        for (int column = 0; column < width; column += TVector.Count)
        {
            TVector factor = TVector.Load(factors + column), mean = TVector.Load(means + column);
            TVector sum = TVector.Load(sums + column), square = TVector.Load(squares + column);
            for (int row = 0; row < rows; row++)
            {
                TVector residual = (TVector.Load(values + ((nint)row * width) + column) * factor) - mean;
                TVector weighted = residual * TVector.Create(weights[row]);
                sum += weighted;
                square = TVector.MultiplyAdd(weighted, residual, square);
            }

            TVector.Store(sum, sums + column);
            TVector.Store(square, squares + column);
        }
    }

    public override void RowSums(double* values, double* sums, int rows, int width)
    {
        double* lanes = stackalloc double[Lanes];
        for (int row = 0; row < rows; row++)
        {
            sums[row] = LaneSum(values + ((nint)row * width), width, lanes);
        }
    }

    public override void Standardise(
        double* values, double* factors, double* means, double* rests, double* inverses, int rows, int width)
    {
        for (int row = 0; row < rows; row++, values += width)
        {
            for (int column = 0; column < width; column += TVector.Count)
            {
                TVector centred = (TVector.Load(values + column) * TVector.Load(factors + column)) - TVector.Load(means + column);
                TVector.Store((centred - TVector.Load(rests + column)) * TVector.Load(inverses + column), values + column);
            }
        }
    }

    public override void Tanh(double* values, nint count)
    {
        // 1 - 2 / (e^2a + 1); beyond 20 it is 1 to the last digit, and no exponential overflows.
        TVector one = TVector.Create(1), two = TVector.Create(2), largest = TVector.Create(40);
        for (nint i = 0; i < count; i += TVector.Count)
        {
            TVector twice = TVector.AtMost(largest, two * TVector.Load(values + i));
            TVector.Store(one - (two / (Exponential.OfModest<TVector, double>(twice) + one)), values + i);
        }
    }

    public override void TanhSlope(double* activations, double* slopes, nint count)
    {
        TVector one = TVector.Create(1);
        for (nint i = 0; i < count; i += TVector.Count)
        {
            TVector h = TVector.Load(activations + i);
            TVector.Store(TVector.Load(slopes + i) * (one - (h * h)), slopes + i);
        }
    }

    public override void ScaleRows(double* values, double* factors, int rows, int width)
    {
        for (int row = 0; row < rows; row++)
        {
            Scale(values + ((nint)row * width), factors[row], width);
        }
    }

    /// <summary>Values to e^(value - largest); gives the largest.</summary>
    private static double Exponentials(double* row, int width)
    {
        TVector most = TVector.Load(row);
        for (int column = TVector.Count; column < width; column += TVector.Count)
        {
            most = TVector.AtLeast(most, TVector.Load(row + column));
        }

        double largest = TVector.Largest(most);
        TVector shift = TVector.Create(largest);
        for (int column = 0; column < width; column += TVector.Count)
        {
            TVector.Store(Exponential.OfModest<TVector, double>(TVector.Load(row + column) - shift), row + column);
        }

        return largest;
    }

    /// <summary>The sum over a row as eight lanes, whatever the width of a vector.</summary>
    private static double LaneSum(double* row, int width, double* lanes)
    {
        for (int lane = 0; lane < Lanes; lane += TVector.Count)
        {
            TVector sum = TVector.Load(row + lane);
            for (int column = lane + Lanes; column < width; column += Lanes)
            {
                sum += TVector.Load(row + column);
            }

            TVector.Store(sum, lanes + lane);
        }

        return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }

    private static void Scale(double* row, double factor, int width)
    {
        TVector factors = TVector.Create(factor);
        for (int column = 0; column < width; column += TVector.Count)
        {
            TVector.Store(TVector.Load(row + column) * factors, row + column);
        }
    }
}
