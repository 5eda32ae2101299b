using System.Diagnostics;
using System.Numerics.Tensors;
using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Peers;
using KLDiv.Regression;
using KLDiv.Regression.Fitting;

namespace KLDiv.Benchmarks.Fits;

/// <summary>
/// A fit of many rows: features as they come from a file, in float, and targets made row by row from one number each, as bins with a bandwidth are.
/// </summary>
internal static unsafe class LargeFit
{
    private const int Features = 32;
    private const int Support = 50;

    /// <summary>Six digits of the divergence, which so many rows do not determine further.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>What it took, in a sentence.</summary>
    public static string Measure(int rows)
    {
        (float[] features, double[] values) = Make(rows);
        fixed (float* x = features)
        {
            var view = new MatrixView<float>(new ReadOnlyTensorSpan<float>(features, [rows, Features], []), x);
            FitOptions options = new() { L2 = 0, GradientTolerance = Tolerance };
            FitResult result = null!;
            Stopwatch clock = new();
            long? memory = PeakMemory.Rise(() =>
            {
                clock.Start();
                result = DistributionModel.Fit(new FitRows(new RowSet(view), new RowSet(new Bells(values)), rowWeights: null), options, progress: null, CancellationToken.None);
                clock.Stop();
            });
            double mebibytes = (memory ?? 0) / (double)(1 << 20), own = ((4.0 * Features) + 8) * rows / (1 << 20);
            return $"{rows:N0} x {Features} -> {Support}, targets made from one number a row, gradient below {Tolerance:0e-0}, "
                + $"{Words.Threads(KLDivergence.MaxDegreeOfParallelism)}: {clock.Elapsed.TotalSeconds:0.0} s, {result.Evaluations} passes, "
                + $"{mebibytes:N0} MiB beside the data's {own:N0} MiB; divergence {result.Loss:G7}.";
        }
    }

    private static (float[] Features, double[] Values) Make(int rows)
    {
        Random random = new(1);
        float[] features = new float[rows * Features];
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            double value = 2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            for (int i = 0; i < Features; i++)
            {
                double feature = random.NextDouble() + random.NextDouble() - 1;
                features[(row * Features) + i] = (float)feature;
                value += 0.6 * feature * ((i % 5) - 2);
            }

            values[row] = value;
        }

        return (features, values);
    }

    /// <summary>A normal density around each value, over bins of equal width.</summary>
    private sealed class Bells(double[] values) : IMatrixView
    {
        private const double Low = -10;
        private const double Width = 0.4;
        private const double Bandwidth = 0.5;

        public nint Rows => values.Length;

        public int Columns => Support;

        public void CopyRow(nint row, Span<double> destination)
        {
            for (int bin = 0; bin < Support; bin++)
            {
                double distance = (Low + ((bin + 0.5) * Width) - values[row]) / Bandwidth;
                destination[bin] = -0.5 * distance * distance;
            }

            TensorPrimitives.SoftMax<double>(destination, destination);
        }
    }
}
