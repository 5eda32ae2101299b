using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Tests;

/// <summary>The cases of torch and of 60 digits, through tensors of torch; by the kernels, and by torch's own operators.</summary>
[Collection("torch")]
public sealed class GoldenTests
{
    private static string Folder => Path.Combine(Repository.Root, "..", "shared", "golden");

    /// <summary>But where torch answers NaN to 0 times infinity, or to d/dt at t = 0.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_criterion_has_torchs_values_and_gradients(bool usesTorch)
    {
        using Switch _ = new(usesTorch);
        int seen = 0;
        foreach (JsonElement item in Cases("torch-kl-div.json"))
        {
            using DisposeScope scope = NewDisposeScope();
            ScalarType type = item.GetProperty("dtype").ValueEquals("float64") ? ScalarType.Float64 : ScalarType.Float32;
            // A tensor without dimensions is run as one of one element, which means the same for every reduction.
            long[] shape = item.GetProperty("shape").GetArrayLength() == 0 ? [1] : [.. item.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];
            Tensor input = Numbers(item, "input", shape, type).requires_grad_();
            Tensor target = Numbers(item, "target", shape, type).requires_grad_();
            Reduction reduction = Enum.Parse<Reduction>(item.GetProperty("reduction").GetString()!, ignoreCase: true);
            bool logTarget = item.GetProperty("log_target").GetBoolean();
            Tensor loss = TorchLosses.KLDivLoss(input, target, reduction, logTarget);
            Tensor absent = (logTarget ? target.eq(double.NegativeInfinity) : target.eq(0)).logical_and(input.isnan().logical_not());
            string name = $"case {seen++}, {item.GetProperty("name").GetString()}";
            double precision = type == ScalarType.Float64 ? 1e-12 : 2e-5;
            Tensor expected = Numbers(item, "loss", loss.shape, ScalarType.Float64);
            Same(name + " loss", reduction == Reduction.None ? expected.masked_fill(absent, 0) : expected, loss, precision);
            loss.backward([Numbers(item, "upstream", loss.shape, type)]);
            Same(name + " d/dx", Numbers(item, "grad_input", shape, ScalarType.Float64), input.grad!, precision);
            Same(name + " d/dt", Numbers(item, "grad_target", shape, ScalarType.Float64).masked_fill(absent, 0), target.grad!, precision);
        }

        Assert.True(seen > 100, $"{seen} cases");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Distillation_has_the_values_and_gradients_of_60_digits(bool usesTorch)
    {
        using Switch _ = new(usesTorch);
        int seen = 0;
        foreach (JsonElement item in Cases("logits.json"))
        {
            using DisposeScope scope = NewDisposeScope();
            double[][] rows = Rows(item, "student");
            long[] shape = [rows.Length, rows[0].Length];
            Tensor student = tensor(rows.SelectMany(row => row).ToArray(), shape, ScalarType.Float32).requires_grad_();
            Tensor teacher = tensor(Rows(item, "teacher").SelectMany(row => row).ToArray(), shape, ScalarType.Float32);
            DistillationOptions options = new(item.GetProperty("temperature").GetDouble(), item.GetProperty("beta").GetDouble(), scaleByTemperature: false, RowReduction.None);
            Tensor loss = TorchLosses.DistillationLoss(student, teacher, options);
            string name = $"case {seen++}, {item.GetProperty("name").GetString()}";
            Same(name + " rows", Numbers(item, "rows", loss.shape, ScalarType.Float64), loss, 1e-6);
            loss.sum().backward();
            if (item.GetProperty("grad_student_rows").EnumerateArray().Any(row => row.ValueKind == JsonValueKind.Null))
            {
                Assert.Contains(double.PositiveInfinity, loss.to(ScalarType.Float64).data<double>());
                continue;
            }

            Tensor gradient = tensor(Rows(item, "grad_student_rows").SelectMany(row => row).ToArray(), shape, ScalarType.Float64);
            Tensor largest = gradient.abs().amax([-1], keepdim: true).clamp_min(1e-30);
            Assert.True(((student.grad!.to(ScalarType.Float64) - gradient).abs() / largest).max().item<double>() < 2e-5, name + " gradient");
        }

        Assert.True(seen > 20, $"{seen} cases");
    }

    private static JsonElement.ArrayEnumerator Cases(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file))).RootElement.GetProperty("cases").EnumerateArray();

    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Number
        ? number.GetDouble()
        : double.Parse(number.GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal).Replace("Infinityinity", "Infinity", StringComparison.OrdinalIgnoreCase), System.Globalization.CultureInfo.InvariantCulture);

    private static Tensor Numbers(JsonElement item, string name, long[] shape, ScalarType type) =>
        tensor(item.GetProperty(name).EnumerateArray().Select(Number).ToArray(), ScalarType.Float64).reshape(shape).to(type);

    private static double[][] Rows(JsonElement item, string name) =>
        [.. item.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(Number).ToArray())];

    private static void Same(string name, Tensor expected, Tensor actual, double precision)
    {
        Tensor numbers = actual.detach().to(ScalarType.Float64);
        Assert.True(
            numbers.allclose(expected, rtol: precision, atol: precision * 1e-3, equal_nan: true),
            $"{name}: {string.Join(' ', expected.reshape(-1).data<double>().Take(8))} is expected, {string.Join(' ', numbers.reshape(-1).data<double>().Take(8))} came.");
    }
}
