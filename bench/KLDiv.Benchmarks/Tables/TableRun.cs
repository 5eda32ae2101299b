using System.Diagnostics;
using System.Globalization;
using KLDiv.Benchmarks.Measuring;
using KLDiv.Regression;

namespace KLDiv.Benchmarks.Tables;

/// <summary>A CSV file of numbers, read and fitted.</summary>
internal static class TableRun
{
    private const int Features = 32;
    private const int Bins = 50;
    private const double Mebibyte = 1 << 20;

    /// <summary>What it took, in a sentence.</summary>
    public static string Measure(int rows)
    {
        string path = Path.GetTempFileName();
        try
        {
            Write(path, rows);
            TableData data = null!;
            TableFit fit = null!;
            (double readSeconds, string readMemory) = Measure(
                () => data = TableData.Read(path, new TableOptions { Value = "y", Bins = BinRule.Equal(Bins), Bandwidth = 0.5 }));
            (double fitSeconds, string fitMemory) = Measure(
                () => fit = TableRegression.Fit(data, new RegressionOptions { Fit = new FitOptions { L2 = 1e-4, GradientTolerance = 1e-5 } }));
            double cells = (Features + 1.0) * sizeof(double) * rows / Mebibyte;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{data.Rows:N0} rows x {data.Schema.Width} -> {data.Schema.Support} from a CSV file of {new FileInfo(path).Length / Mebibyte:N0} MiB: "
                + $"read in {readSeconds:0.0} s and {readMemory} MiB (the numbers themselves: {cells:N0} MiB); fitted with the bandwidth 0.5 and the penalty 1e-4 until the gradient is below 1e-5, and measured in "
                + $"{fitSeconds:0.0} s, {fit.Result.Evaluations} passes and {fitMemory} MiB more; divergence {fit.Model.Scores.KL:G7}, CRPS {fit.Model.Scores.Ordered!.Crps:G5}.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (double Seconds, string Mebibytes) Measure(Action call)
    {
        Stopwatch clock = new();
        long? memory = PeakMemory.Rise(() =>
        {
            clock.Start();
            call();
            clock.Stop();
        });
        return (clock.Elapsed.TotalSeconds, memory is { } bytes ? (bytes / Mebibyte).ToString("N0", CultureInfo.InvariantCulture) : "?");
    }

    /// <summary>Features with a triangular density, and a value that depends on them.</summary>
    private static void Write(string path, int rows)
    {
        Random random = new(1);
        using StreamWriter writer = new(path, append: false, System.Text.Encoding.ASCII, bufferSize: 1 << 20);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, Features).Select(i => $"x{i}").Append("y")));
        for (int row = 0; row < rows; row++)
        {
            double value = random.NextDouble();
            for (int i = 0; i < Features; i++)
            {
                double feature = Math.Round(random.NextDouble() + random.NextDouble() - 1, 6);
                value += feature * ((i % 5) - 2);
                writer.Write(feature);
                writer.Write(',');
            }

            writer.WriteLine(Math.Round(value, 6));
        }
    }
}
