using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Benchmarks.Fits;

/// <summary>Features and targets that everybody fits.</summary>
internal sealed class FitProblem : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kldiv-fits-");

    private FitProblem(string name, Tensor<double> features, Tensor<double> targets, bool hasBias)
    {
        (Name, Features, Targets, HasBias) = (name, features, targets, hasBias);
        FeatureFile = Write("features.npy", features);
        TargetFile = Write("targets.npy", targets);
    }

    public string Name { get; }

    public Tensor<double> Features { get; }

    public Tensor<double> Targets { get; }

    public bool HasBias { get; }

    public string FeatureFile { get; }

    public string TargetFile { get; }

    /// <summary>A set of ../shared/data/yeast, without a bias, as its published optimum is.</summary>
    public static FitProblem Yeast(string name, string folder) => new(
        name, Read(Path.Combine(folder, $"{name}-features.npy")), Read(Path.Combine(folder, $"{name}-labels.npy")), hasBias: false);

    /// <summary>
    /// Correlated features, each correlated by a half with the one before, and targets that are the softmax of a linear function of them with
    /// deviates added.
    /// </summary>
    public static FitProblem Made(int rows, int features, int support, int seed)
    {
        Random random = new(seed);
        double[] weights = Normal(random, features * support, 1 / Math.Sqrt(features));
        double[] bias = Normal(random, support, 1);
        double[] x = new double[rows * features];
        double[] t = new double[rows * support];
        for (int row = 0; row < rows; row++)
        {
            Span<double> own = x.AsSpan(row * features, features);
            Normal(random, features, 1).CopyTo(own);
            for (int i = 1; i < features; i++)
            {
                own[i] = (0.5 * own[i - 1]) + (Math.Sqrt(0.75) * own[i]);
            }

            Span<double> logits = t.AsSpan(row * support, support);
            Normal(random, support, 0.5).CopyTo(logits);
            TensorPrimitives.Add(logits, bias, logits);
            for (int i = 0; i < features; i++)
            {
                TensorPrimitives.MultiplyAdd(weights.AsSpan(i * support, support), own[i], logits, logits);
            }

            TensorPrimitives.SoftMax<double>(logits, logits);
        }

        return new FitProblem(
            $"made up, {rows:N0} x {features} -> {support}", Tensor.Create(x, [rows, features]), Tensor.Create(t, [rows, support]), hasBias: true);
    }

    public FitResult Fit(double tolerance, int threads) => DistributionModel.Fit(
        Features.AsReadOnlyTensorSpan(), Targets.AsReadOnlyTensorSpan(), new FitOptions { L2 = 0, HasBias = HasBias, GradientTolerance = tolerance, MaxDegreeOfParallelism = threads });

    public void Dispose() => _folder.Delete(recursive: true);

    private static double[] Normal(Random random, int count, double deviation)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return values;
    }

    private static Tensor<double> Read(string path)
    {
        using TensorFile file = TensorFile.Open(path);
        ReadOnlyTensorSpan<double> view = file.AsTensorSpan<double>();
        Tensor<double> copy = Tensor.CreateFromShape<double>(view.Lengths);
        view.CopyTo(copy.AsTensorSpan());
        return copy;
    }

    private string Write(string name, Tensor<double> values)
    {
        string path = Path.Combine(_folder.FullName, name);
        using NpyWriter writer = NpyWriter.Create(path, ElementType.Float64, values.Lengths);
        double[] flat = new double[values.FlattenedLength];
        values.FlattenTo(flat);
        writer.Write<double>(flat);
        writer.Complete();
        return path;
    }
}
