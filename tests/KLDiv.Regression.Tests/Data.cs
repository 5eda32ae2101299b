using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using KLDiv.TestSupport;

namespace KLDiv.Regression.Tests;

/// <summary>Seeded data, and the sets of ../shared/data/yeast.</summary>
internal static class Data
{
    /// <summary>A fit whose optimum is that of the divergence alone.</summary>
    public static FitOptions Unpenalised { get; } = new() { L2 = 0 };

    public static Tensor<double> Normal(Random random, int rows, int columns)
    {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return Tensor.Create(values, [rows, columns]);
    }

    /// <summary>Rows that sum to 1, some of them with zeros.</summary>
    public static Tensor<double> Distributions(Random random, int rows, int support)
    {
        double[] values = new double[rows * support];
        for (int row = 0; row < rows; row++)
        {
            Span<double> distribution = values.AsSpan(row * support, support);
            foreach (ref double value in distribution)
            {
                value = random.Next(5) == 0 ? 0 : random.NextDouble();
            }

            distribution[random.Next(support)] += 0.5;
            TensorPrimitives.Divide(distribution, TensorPrimitives.Sum<double>(distribution), distribution);
        }

        return Tensor.Create(values, [rows, support]);
    }

    /// <summary>The model of a fit that was asked for the plain form.</summary>
    public static SoftmaxRegression Softmax(this FitResult fit) => Assert.IsType<SoftmaxRegression>(fit.Model);

    public static double[] Values(Tensor<double> tensor) => Values(tensor.AsReadOnlyTensorSpan());

    public static double[] Values(in ReadOnlyTensorSpan<double> tensor)
    {
        double[] values = new double[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    public static YeastSet[] Published()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("data/yeast/published.json")));
        return [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(row => new YeastSet(
            row.GetProperty("dataset").GetString()!,
            row.GetProperty("published_10fold_kl_mean").GetDouble(),
            row.GetProperty("published_10fold_kl_std").GetDouble(),
            row.GetProperty("full_data_optimum_mean_kl").GetDouble(),
            row.GetProperty("constant_mean_predictor_kl").GetDouble(),
            row.GetProperty("uniform_predictor_kl").GetDouble()))];
    }

    /// <summary>A float64 matrix from a .npy file, as KLDiv.Files would read it; the regression does not depend on that project.</summary>
    public static Tensor<double> Npy(string relative)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.PathOf(relative));
        int headerLength = BitConverter.ToUInt16(bytes, 8);
        string header = System.Text.Encoding.ASCII.GetString(bytes, 10, headerLength);
        Assert.Contains("'<f8'", header, StringComparison.Ordinal);
        string shape = header[(header.IndexOf('(', StringComparison.Ordinal) + 1)..header.IndexOf(')', StringComparison.Ordinal)];
        int[] lengths = [.. shape.Split(',').Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        double[] values = new double[lengths[0] * lengths[1]];
        Buffer.BlockCopy(bytes, 10 + headerLength, values, 0, values.Length * sizeof(double));
        return header.Contains("'fortran_order': True", StringComparison.Ordinal)
            ? Tensor.Create(values, [lengths[0], lengths[1]], [1, lengths[0]])
            : Tensor.Create(values, [lengths[0], lengths[1]]);
    }
}

/// <summary>One set of ../shared/data/yeast/published.json.</summary>
internal sealed record YeastSet(string Name, double FoldMean, double FoldDeviation, double Optimum, double ConstantMean, double Uniform)
{
    public Tensor<double> Features => Data.Npy($"data/yeast/{Name}-features.npy");

    public Tensor<double> Targets => Data.Npy($"data/yeast/{Name}-labels.npy");
}
