using KLDiv.Files;
using KLDiv.Reports.Finishing;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Tests;

/// <summary>What the true classes say, beside the formulas of llama.cpp's perplexity tool.</summary>
public sealed class LabelTests : IDisposable
{
    private const int Rows = 80;
    private const int Support = 101;

    private static readonly float[][] target = Draw.Logits(11, Rows, Support);
    private static readonly float[][] input = Draw.Near(target, 12, 0.3);
    private static readonly int[] labels = [.. target.Select((row, i) => i % 3 == 0 ? Array.IndexOf(row, row.Max()) : i * 13 % Support)];

    private readonly ReportFolder _folder = new();

    private FileReport Options => _folder.Logits(input, target) with { Labels = _folder.WriteLabels("labels.npy", labels) };

    [Fact]
    public void The_figures_are_those_of_the_formulas()
    {
        LabelFigures figures = ReportFolder.Figures(Options).Labels!;
        Composed composed = Composed.OfLogits(input, target);
        double[] p = [.. labels.Select((label, i) => composed.P[i][label])], q = [.. labels.Select((label, i) => composed.Q[i][label])];
        Check(figures, p, q, 1e-5);
        Assert.Equal(composed.P.Select((row, i) => Composed.Top(row) == labels[i] ? 1.0 : 0).Average(), figures.TargetAccuracy.Value, 1e-12);
        Assert.Equal(composed.Q.Select((row, i) => Composed.Top(row) == labels[i] ? 1.0 : 0).Average(), figures.InputAccuracy.Value, 1e-12);
        CheckCalibration(figures.TargetCalibration, composed.P);
        CheckCalibration(figures.InputCalibration, composed.Q);
        CheckTrueClass(figures.TrueClass, p, q);
    }

    [Fact]
    public void The_true_class_before_and_after_counts_rows_as_their_weights_do()
    {
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => (double)(1 + (i % 3)))];
        LabelFigures figures = ReportFolder.Figures(Options with { Weights = _folder.Write("w.npy", [Rows], weights) }).Labels!;
        Composed composed = Composed.OfLogits(input, target);
        Assert.Equal(1, figures.TrueClass.Sum(bin => bin.Share), 1e-12);
        foreach (TrueClassBin bin in figures.TrueClass.Where(bin => bin.Count > 0))
        {
            (double P, double Q, double Weight)[] inside =
            [
                .. labels.Select((label, i) => (composed.P[i][label], composed.Q[i][label], weights[i]))
                    .Where(row => row.Item1 >= bin.From && (row.Item1 < bin.To || bin.To == 1)),
            ];
            double weight = inside.Sum(row => row.Weight), change = inside.Sum(row => row.Weight * (row.Q - row.P)) / weight;
            double effective = weight * weight / inside.Sum(row => row.Weight * row.Weight);
            double spread = inside.Sum(row => row.Weight * Math.Pow(row.Q - row.P - change, 2)) / weight;
            Assert.Equal(inside.Sum(row => row.Weight * row.Q) / weight, bin.MeanQ.Value, 1e-6);
            Assert.Equal(weight / weights.Sum(), bin.Share, 1e-12);
            Assert.Equal(inside.Length < 2 ? double.NaN : Math.Sqrt(spread / (effective - 1)), bin.MeanQ.StandardError, 1e-6);
        }
    }

    [Theory]
    [InlineData("<i8")]
    [InlineData(">i8")]
    [InlineData("<i2")]
    [InlineData(">u4")]
    [InlineData("|u1")]
    [InlineData("|i1")]
    public void Labels_may_be_integers_of_any_size_and_order(string type)
    {
        int size = type[2] - '0';
        byte[] bytes = [.. labels.SelectMany(label =>
        {
            byte[] little = BitConverter.GetBytes((long)label)[..size];
            return type[0] == '>' ? little.Reverse() : little;
        })];
        FileReport options = Options;
        Assert.Equal(
            ReportFolder.Figures(options).Labels!.LogRatio,
            ReportFolder.Figures(options with { Labels = _folder.WriteIntegers("other.npy", type, Rows, bytes) }).Labels!.LogRatio);
    }

    [Fact]
    public void Labels_may_be_a_column_of_a_table_or_numbers_of_any_type()
    {
        FileReport options = Options;
        Estimate expected = ReportFolder.Figures(options).Labels!.LogRatio;
        Assert.Equal(expected, ReportFolder.Figures(options with { Labels = _folder.WriteText("l.csv", "class\n" + string.Join('\n', labels)) }).Labels!.LogRatio);
        string floats = _folder.Write("f.npy", [Rows], [.. labels.Select(label => (float)label)]);
        Assert.Equal(expected, ReportFolder.Figures(options with { Labels = floats }).Labels!.LogRatio);
    }

    [Fact]
    public void A_file_of_llama_cpp_says_the_true_classes_itself_and_its_figures_are_those_of_the_tool()
    {
        string path = _folder.File("base.kld");
        using (LlamaLogitsWriter writer = LlamaLogitsWriter.Create(path, Rows, Support, labels))
        {
            writer.Write<float>([.. target.SelectMany(row => row)]);
            writer.Complete();
        }

        FileReport options = Options with { Target = path, TargetKind = null, Labels = null };
        ReportState state = FileReport.Measure(options);
        double[] divergences = [.. state.Divergences];
        ReportFigures figures = FigureBuilder.Build(state);
        double[] p = new double[Rows], q = new double[Rows];
        using RowSource source = RowSource.Open(path);
        RowBuffer buffer = new();
        for (int row = 0; row < Rows; row++)
        {
            // As the tool does it: the sum over the classes of the base that are above -16.
            ReadOnlySpan<float> logP = source.ReadRows<float>(row, 1, buffer);
            double largest = input[row].Max(), logSum = Math.Log(input[row].Sum(value => Math.Exp(value - largest))) + largest, sum = 0;
            for (int i = 0; i < Support; i++)
            {
                sum += logP[i] > -16 ? Math.Exp(logP[i]) * ((double)logP[i] - input[row][i] + logSum) : 0;
            }

            Assert.Equal(sum, divergences[row], 1e-6 * Math.Max(1e-3, sum));
            p[row] = Math.Exp(logP[labels[row]]);
            q[row] = Math.Exp(input[row][labels[row]] - logSum);
        }

        Assert.Equal(divergences.Average(), figures.Mean, 1e-12);
        Assert.Equal(RowKind.LogProbs, figures.TargetKind);
        Check(figures.Labels!, p, q, 1e-5);
    }

    [Fact]
    public void Classes_at_the_floor_of_two_files_of_llama_cpp_do_not_tell_them_apart()
    {
        float[][] wide = Draw.Logits(13, Rows, Support, spread: 12);
        foreach (string name in (string[])["a.kld", "b.kld"])
        {
            using LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File(name), Rows, Support, labels);
            writer.Write<float>([.. wide.SelectMany(row => row)]);
            writer.Complete();
        }

        foreach (DivergenceKind kind in Enum.GetValues<DivergenceKind>())
        {
            ReportFigures figures = ReportFolder.Figures(new() { Input = _folder.File("a.kld"), Target = _folder.File("b.kld"), Divergence = kind });
            Assert.Equal((0, 0, 0), (figures.Max, figures.TotalVariation.Value, figures.Hellinger.Value));
            ReportFigures other = ReportFolder.Figures(new()
            {
                Input = _folder.Write("x.npy", Draw.Near(wide, 14, 1)),
                Target = _folder.File("b.kld"),
                InputKind = RowKind.Logits,
                Divergence = kind,
                Labels = null,
            });
            Assert.True(double.IsFinite(other.Max) && other.Mean > 0);
        }
    }

    [Fact]
    public void Two_files_of_llama_cpp_must_be_of_the_same_text()
    {
        int[] others = [.. labels];
        others[3] = (labels[3] + 1) % Support;
        foreach ((string name, int[] tokens) in ((string, int[])[])[("a.kld", labels), ("b.kld", others)])
        {
            using LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File(name), Rows, Support, tokens);
            writer.Write<float>([.. target.SelectMany(row => row)]);
            writer.Complete();
        }

        FileReport options = new() { Input = _folder.File("a.kld"), Target = _folder.File("b.kld") };

        Assert.Equal(
            $"{options.Target}: has the token {others[3]} for row 3, and {options.Input} has {labels[3]}; they must be of the same text",
            Assert.Throws<DataFileException>(() => FileReport.Measure(options)).Message);
        Assert.Equal(3, FileReport.Measure(options with { Range = new RowRange(0, 3) }).Range.Count);
    }

    [Fact]
    public void A_row_whose_true_class_is_impossible_has_an_infinite_perplexity()
    {
        LabelFigures figures = ReportFolder.Figures(_folder.Logits([[0, float.NegativeInfinity]], [[0, 1]]) with { Labels = _folder.WriteLabels("l.npy", 1) }).Labels!;
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (figures.InputPerplexity.Value, figures.LogRatio.Value));
        Assert.Equal(-1 / (1 + Math.Exp(-1)), figures.Change.Value, 1e-6);
    }

    public void Dispose() => _folder.Dispose();

    private static void CheckCalibration(IReadOnlyList<CalibrationBin> bins, double[][] rows)
    {
        Assert.Equal(10, bins.Count);
        foreach (CalibrationBin bin in bins)
        {
            int[] inside = [.. Enumerable.Range(0, Rows).Where(i => rows[i].Max() >= bin.From && (rows[i].Max() < bin.To || bin.To == 1))];
            Assert.Equal(inside.Length, bin.Count);
            if (inside.Length > 0)
            {
                Assert.Equal(inside.Average(i => rows[i].Max()), bin.Confidence, 1e-6);
                Assert.Equal(inside.Average(i => Composed.Top(rows[i]) == labels[i] ? 1.0 : 0), bin.Accuracy, 1e-12);
            }
        }
    }

    private static void CheckTrueClass(IReadOnlyList<TrueClassBin> bins, double[] p, double[] q)
    {
        Assert.Equal(10, bins.Count);
        Assert.Equal(Rows, bins.Sum(bin => bin.Count));
        foreach (TrueClassBin bin in bins)
        {
            int[] inside = [.. Enumerable.Range(0, Rows).Where(i => p[i] >= bin.From && (p[i] < bin.To || bin.To == 1))];
            Assert.Equal(inside.Length, bin.Count);
            Assert.Equal(inside.Length == 0 ? double.NaN : inside.Average(i => p[i]), bin.MeanP, 1e-6);
            Assert.Equal(inside.Length == 0 ? double.NaN : inside.Average(i => q[i]), bin.MeanQ.Value, 1e-6);
            double error = inside.Length < 2 ? double.NaN : Composed.StandardError([.. inside.Select(i => q[i] - p[i])]);
            Assert.Equal(error, bin.MeanQ.StandardError, 1e-6);
        }
    }

    /// <summary>Compares with mean_and_uncertainty, covariance and the rest of the tool's source, in double.</summary>
    private static void Check(LabelFigures figures, double[] p, double[] q, double tolerance)
    {
        void Near(double expected, double actual) => Assert.Equal(expected, actual, tolerance * Math.Max(1e-3, Math.Abs(expected)));
        double[] lossP = [.. p.Select(value => -Math.Log(value))], lossQ = [.. q.Select(value => -Math.Log(value))];
        double errorP = Composed.StandardError(lossP), errorQ = Composed.StandardError(lossQ), n = p.Length;
        double covariance = (lossP.Zip(lossQ, (a, b) => a * b).Average() - (lossP.Average() * lossQ.Average())) / (n - 1);
        double[] changes = [.. q.Zip(p, (a, b) => a - b)];
        double[] squares = [.. changes.Select(value => value * value)];
        Near(Math.Exp(lossP.Average()), figures.TargetPerplexity.Value);
        Near(Math.Exp(lossP.Average()) * errorP, figures.TargetPerplexity.StandardError);
        Near(Math.Exp(lossQ.Average()), figures.InputPerplexity.Value);
        Near(Math.Exp(lossQ.Average()) * errorQ, figures.InputPerplexity.StandardError);
        Near(lossQ.Average() - lossP.Average(), figures.LogRatio.Value);
        Near(Math.Sqrt((errorP * errorP) + (errorQ * errorQ) - (2 * covariance)), figures.LogRatio.StandardError);
        Near(covariance / (errorP * errorQ), figures.Correlation);
        Near(changes.Average(), figures.Change.Value);
        Near(Composed.StandardError(changes), figures.Change.StandardError);
        Near(Math.Sqrt(squares.Average()), figures.RootMeanSquareChange.Value);
        Near(0.5 / Math.Sqrt(squares.Average()) * Composed.StandardError(squares), figures.RootMeanSquareChange.StandardError);
        Near(changes.Min(), figures.MinChange);
        Near(changes.Max(), figures.MaxChange);
        Near(Composed.Percentile(changes, 50), figures.MedianChange);
        Assert.All(figures.ChangePercentiles, item => Near(Composed.Percentile(changes, item.Percent), item.Value));
    }
}
