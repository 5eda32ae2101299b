using System.Globalization;
using KLDiv.Files;
using KLDiv.Regression.Tables;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression.Tests.Tables;

public class TableRegressionTests
{
    private static readonly RegressionOptions Penalised = new() { Fit = new FitOptions { L2 = 1e-3 } };

    [Fact]
    public void A_fit_from_a_table_is_that_of_its_features_and_targets()
    {
        TableData data = Table.Read(Deliveries(300), new TableOptions { Value = "minutes", Bins = BinRule.Equal(12), Bandwidth = 4 });
        TableFit fit = TableRegression.Fit(data, Penalised);
        FitResult expected = DistributionModel.Fit<double, double>(data.Features(), data.Targets(4), Penalised.Fit);
        Assert.Equal(expected.Loss, fit.Result.Loss);
        Assert.Equal(Data.Values(expected.Model.Predict<double>(data.Features())), Data.Values(fit.Model.Predict(data)));
        Assert.Equal((4, 1e-3), (fit.Model.Bandwidth, fit.Model.L2));
        Assert.Equal(expected.Model.Evaluate<double, double>(data.Features(), data.Targets()), fit.Model.Scores.KL, 1e-12);
        Assert.Empty(fit.Bandwidths);
        Assert.Null(fit.Penalties);
    }

    [Fact]
    public void Grouped_rows_have_the_optimum_of_the_rows_one_by_one()
    {
        const string Columns = "weekday,size,w,minutes\n";
        var random = new Random(8);
        string text = Columns + string.Concat(Enumerable.Range(0, 400).Select(_ =>
        {
            int day = random.Next(4), size = random.Next(3);
            return $"d{day},{size},{random.Next(4)},{(10 * day) + (5 * size) + (random.NextDouble() * 30):R}\n";
        }));
        var options = new TableOptions { Value = "minutes", Weights = "w", Bins = BinRule.Equal(8), Bandwidth = 3 };
        RegressionOptions exact = new() { Fit = new FitOptions { L2 = 1e-3, GradientTolerance = 1e-12 } };
        TableFit single = TableRegression.Fit(Table.Read(text, options), exact);
        TableFit grouped = TableRegression.Fit(Table.Read(text, options with { Group = true }), exact);
        Assert.Equal(["400 rows were fitted as 12 groups with equal features"], grouped.Notes);
        var one = (SoftmaxRegression)single.Model.Model;
        var other = (SoftmaxRegression)grouped.Model.Model;
        Assert.All(Data.Values(one.Weights).Zip(Data.Values(other.Weights)), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
        Assert.All(one.Bias.ToArray().Zip(other.Bias.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
        Assert.Equal(single.Model.Scores.KL, grouped.Model.Scores.KL, 1e-12);
        Assert.True(grouped.Result.Loss < single.Result.Loss, "the divergence from means is less than the mean divergence");
    }

    [Fact]
    public void A_weight_of_2_is_a_row_that_is_there_twice()
    {
        var options = new TableOptions { Value = "y", Bins = BinRule.Parse("0:3:1") };
        TableFit weighted = TableRegression.Fit(Table.Read("x,w,y\n1,2,0\n2,1,1\n3,0,2\n5,1,2\n", options with { Weights = "w" }), Penalised);
        TableFit twice = TableRegression.Fit(Table.Read("x,y\n1,0\n1,0\n2,1\n5,2\n", options), Penalised);
        IReadOnlyDictionary<string, string> record = TableSchema.ParseRecord("x=2.5");
        Assert.All(twice.Model.Predict(record).Zip(weighted.Model.Predict(record)), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void A_bandwidth_and_a_penalty_that_are_chosen_do_better_on_new_rows_than_none_and_are_the_same_every_time()
    {
        // A bin holds five rows: without a bandwidth the model all but rules out bins that have none.
        var options = new TableOptions { Value = "minutes", Bins = BinRule.Parse("0:120:6") };
        TableData train = Table.Read(Deliveries(100), options with { Bandwidth = null });
        RegressionOptions choosing = new() { ChoosesL2 = true, Folds = 2, Seed = 5, Fit = new FitOptions { GradientTolerance = 1e-5 } };
        TableFit chosen = TableRegression.Fit(train, choosing);
        TableFit plain = TableRegression.Fit(Table.Read(Deliveries(100), options), Penalised);
        Assert.InRange(chosen.Model.Bandwidth, 1, 30);
        Assert.Equal(chosen.Bandwidths.MinBy(step => step.Mean)!.Bandwidth, chosen.Model.Bandwidth);
        Assert.Equal(chosen.Penalties!.Best, chosen.Model.L2);
        Assert.True(NewRows(chosen.Model) < NewRows(plain.Model) - 0.1, $"{NewRows(chosen.Model)} is not less than {NewRows(plain.Model)} by 0.1");

        TableFit again = TableRegression.Fit(train, choosing);
        Assert.Equal(chosen.Bandwidths, again.Bandwidths);
        Assert.Equal(Data.Values(chosen.Model.Predict(train)), Data.Values(again.Model.Predict(train)));
    }

    [Fact]
    public void The_bandwidth_of_least_loss_is_found_to_a_tenth()
    {
        var bins = new Binning(0, 1, 100);
        double best = BandwidthChoice.Choose(bins, bandwidth => bandwidth == 0 ? 9 : Math.Abs(Math.Log(bandwidth / 5.3)), out IReadOnlyList<BandwidthStep> steps);
        Assert.InRange(best, 4.8, 5.8);
        Assert.InRange(steps.Count, 5, 20);
        Assert.Equal(0, BandwidthChoice.Choose(bins, bandwidth => bandwidth, out _));
    }

    [Fact]
    public void A_single_row_is_fitted_and_nothing_is_chosen()
    {
        TableFit fit = TableRegression.Fit(
            Table.Read("x,y\n1,5\n", new TableOptions { Value = "y", Bins = BinRule.Equal(3), Bandwidth = null }), Penalised with { ChoosesL2 = true });
        Assert.Equal(
            [
                "a single row leaves none to be held out; the bandwidth is 0",
                "a single row leaves none to be held out; the penalty is 0.001",
            ],
            fit.Notes);
        Assert.Equal(1, Math.Exp(fit.Model.Predict(TableSchema.ParseRecord("x=1"))[1]), 1e-3);
    }

    [Theory]
    [InlineData("x,y\n1,1\n1,2\n1,3\n")]
    [InlineData("x,z,y\n1,2,1\n2,4,2\n3,6,3\n")]
    [InlineData("x,z,y\n1e308,-1e308,1\n-1e308,1e308,2\n0,0,3\n")]
    [InlineData("x,y\na,1\nb,2\nc,3\n")]
    public void Constant_collinear_and_huge_columns_are_fitted(string text)
    {
        TableData data = Table.Read(text, new TableOptions { Value = "y", Bins = BinRule.Equal(3) });
        TableFit fit = TableRegression.Fit(data, Penalised);
        Assert.All(Data.Values(fit.Model.Predict(data)), log => Assert.InRange(log, -50, 0));
        Assert.NotEqual(FitStop.IterationLimit, fit.Result.Stop);
    }

    [Fact]
    public void Columns_that_are_a_distribution_are_fitted_without_a_bandwidth()
    {
        TableData data = Table.Read("x,p,q\n1,0.25,0.75\n2,0.5,0.5\n", new TableOptions { Targets = ["p", "q"], Bandwidth = null });
        TableFit fit = TableRegression.Fit(data, new RegressionOptions { Fit = Data.Unpenalised });
        Assert.Equal(0, fit.Model.Bandwidth);
        Assert.Equal(0, fit.Model.Scores.KL, 1e-12);
        Assert.Null(fit.Model.Scores.Ordered);
        Assert.Equal(0.25, Math.Exp(fit.Model.Predict(TableSchema.ParseRecord("x=1"))[0]), 1e-6);
    }

    [Fact]
    public void A_model_comes_back_from_its_file_with_columns_bins_and_figures()
    {
        TableFit fit = TableRegression.Fit(Table.Read(Deliveries(200), new TableOptions { Value = "minutes", Bins = BinRule.Quantile(7), Bandwidth = 2 }), Penalised);
        TableModel back = TableModel.Load(new MemoryStream(Saved(fit.Model)));
        Assert.Equal(fit.Model.Schema.ToJson(), back.Schema.ToJson());
        Assert.Equal((2, 1e-3), (back.Bandwidth, back.L2));
        Assert.Equal(fit.Model.Scores, back.Scores);
        TableData data = Table.Read(Deliveries(20), back.Schema, outcomes: true);
        TableData same = Table.Read(Deliveries(20), fit.Model.Schema, outcomes: true);
        Assert.Equal(Data.Values(fit.Model.Predict(same)), Data.Values(back.Predict(data)));
        Assert.Equal(fit.Model.Evaluate(same), back.Evaluate(data));
        Assert.Throws<ArgumentException>("data", () => back.Predict(same));

        // Whoever knows nothing of tables reads the model all the same.
        DistributionModel plain = DistributionModel.Load(new MemoryStream(Saved(fit.Model)));
        Assert.Equal(Data.Values(back.Predict(data)), Data.Values(plain.Predict<double>(data.Features())));
    }

    [Fact]
    public void A_file_of_another_kind_or_a_damaged_one_is_refused_in_one_line()
    {
        TableModel model = TableRegression.Fit(Table.Read("x,y\n1,1\n2,2\n", new TableOptions { Value = "y", Bins = BinRule.Equal(2) }), Penalised).Model;
        byte[] saved = Saved(model);
        var wide = new TableModel(model.Schema, model.Model, model.Contents, bandwidth: 1111111, model.L2, model.Scores);
        using var plain = new MemoryStream();
        model.Model.Save(plain);
        Assert.Equal("the header's metadata have no 'table'; the model was not fitted to a table", Refusal(plain.ToArray()));
        Assert.StartsWith("the schema of the table is damaged: ", Refusal(Changed(saved, "Number", "Nombre")), StringComparison.Ordinal);
        Assert.StartsWith("the figures of the fit are damaged: ", Refusal(Changed(saved, "clark", "klark")), StringComparison.Ordinal);
        Assert.Equal(
            "the fit has the bandwidth Infinity and the penalty 0.001; they must be finite and at least 0",
            Refusal(Changed(Saved(wide), "bandwidth\\u0022:1111111", "bandwidth\\u0022:1e99999")));
        Assert.Equal(
            "the columns become 1 features and a distribution of 3; the model takes 1 and gives 2",
            Refusal(Changed(saved, "edges\\u0022:[1,1.5,2]", "edges\\u0022:[1,2,3,4]")));
        const string Impossible = "the figures of the fit are those of no fit: a count below 1, a share not from 0 to 1, or ordered figures where there are no bins";
        foreach ((string from, string to) in (ReadOnlySpan<(string, string)>)[("rows\\u0022:2", "rows\\u0022:0"), ("chebyshev\\u0022:0", "chebyshev\\u0022:9")])
        {
            Assert.Equal(Impossible, Refusal(Changed(saved, from, to)));
        }

        for (int length = 0; length < saved.Length; length += 7)
        {
            Assert.DoesNotContain('\n', Refusal(saved[..length]));
        }
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_read_or_refused_in_one_line()
    {
        TableData data = Table.Read("day,x,y\nMon,1,1\nTue,2,2\n", new TableOptions { Value = "y", Bins = BinRule.Equal(2), Cyclic = [new CyclicColumn("x", 7)] });
        byte[] saved = Saved(TableRegression.Fit(data, Penalised).Model);
        var random = new Random(23);
        for (int trial = 0; trial < 1000; trial++)
        {
            byte[] changed = [.. saved];
            changed[random.Next(changed.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)random.Next('0', '9' + 1);
            try
            {
                Assert.Equal(data.Schema.Support, TableModel.Load(new MemoryStream(changed)).Schema.Support);
            }
            catch (InvalidDataException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }
    }

    [Fact]
    public void A_model_of_more_columns_than_a_file_can_name_is_not_saved()
    {
        string[] names = [.. Enumerable.Range(0, 80_000).Select(i => $"column{i}")];
        string row = string.Concat(Enumerable.Repeat(",1", names.Length));
        TableModel model = TableRegression.Fit(
            Table.Read($"y,{string.Join(',', names)}\n1{row}\n2{row}\n", new TableOptions { Value = "y", Bins = BinRule.Equal(2) }), Penalised).Model;
        using var stream = new MemoryStream();
        string message = Assert.Throws<InvalidDataException>(() => model.Save(stream)).Message;
        Assert.StartsWith("the 80000 columns take ", message, StringComparison.Ordinal);
        Assert.EndsWith(" bytes of the header; a model's file has 9990000 for them", message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void A_cross_validation_measures_against_the_values_as_they_are_beside_the_baselines()
    {
        TableData data = Table.Read(Deliveries(200), new TableOptions { Value = "minutes", Bins = BinRule.Parse("0:120:10") });
        CrossValidationOptions options = new() { Folds = 4, Fit = Penalised.Fit };
        CrossValidationResult result = TableRegression.CrossValidate(data, 8, options);
        CrossValidationResult expected = CrossValidation.RunAgainst<double, double>(
            data.Features(), data.Targets(8), data.Targets(0), options with { Bins = data.Schema.Bins });
        Assert.Equal(Unordered(expected.Model), Unordered(result.Model));
        Assert.Equal(Unordered(expected.Neighbours!), Unordered(result.Neighbours!));

        // The ordered figures are of the values, which are known here, and not of their bins alone.
        Assert.InRange(result.Model.Mean.Ordered!.Crps / expected.Model.Mean.Ordered!.Crps, 0.95, 1.05);
        Assert.True(result.Model.Mean.KL < result.ConstantMean.Mean.KL, "the model must beat the mean distribution");
    }

    [Fact]
    public void The_figures_on_a_table_stand_beside_those_of_its_mean_and_of_the_uniform_distribution()
    {
        TableData data = Table.Read(Deliveries(200), new TableOptions { Value = "minutes", Bins = BinRule.Parse("0:120:10") });
        TableFit fit = TableRegression.Fit(data, Penalised);
        ContenderScores scores = Contenders.OnTheData(fit, data, neighbours: 0);
        DistributionScores expected = DistributionScores.Of<double, double>(fit.Model.Model, data.Features(), data.Targets(), data.Schema.Bins);
        Assert.Equal(expected with { Ordered = null }, scores.Model with { Ordered = null });
        Assert.Equal(Baselines.Mean<double>(data.Targets()), scores.Mean.KL, 1e-12);
        Assert.Equal(Math.Log(12), scores.Uniform.KL, 1e-12);
        Assert.Null(scores.Neighbours);

        // The fit found the model's own, and nothing finds them again.
        Assert.Same(fit.Model.Scores, scores.Model);
    }

    [Fact]
    public void Coverage_is_counted_on_the_intervals_that_a_prediction_has()
    {
        TableData data = Table.Read(Deliveries(200), new TableOptions { Value = "minutes", Bins = BinRule.Parse("quantile:6") });
        TableModel model = TableRegression.Fit(data, Penalised).Model;
        double[] log = Data.Values(model.Predict(data));
        BinnedDistribution[] predicted = [.. Enumerable.Range(0, data.Rows).Select(row => model.Distribution(log.AsSpan(row * data.Schema.Support, data.Schema.Support)))];
        double Held(double level) => Enumerable.Range(0, data.Rows).Average(row =>
            predicted[row].Interval(level) is var (low, high) && data.Values[row] >= low && data.Values[row] <= high ? 1.0 : 0);
        OrderedScores figures = model.Scores.Ordered!;
        Assert.Equal((Held(0.5), Held(0.8), Held(0.95)), (figures.Coverage50, figures.Coverage80, figures.Coverage95), Nearly);
        Assert.Equal(Enumerable.Range(0, data.Rows).Average(row => predicted[row].Crps(data.Values[row])), figures.Crps, 1e-12);
        Assert.Equal(1, figures.Pit.Sum(), 1e-12);
        TableModel read = TableModel.Load(new MemoryStream(Saved(model)));
        Assert.Equal(predicted[3].Interval(0.8), read.Distribution(log.AsSpan(3 * data.Schema.Support, data.Schema.Support)).Interval(0.8));
    }

    [Theory]
    [InlineData("quantile:5")]
    [InlineData("auto")]
    [InlineData("-inf,20,30,inf")]
    public void What_was_seen_inside_bins_is_read_as_it_was_written(string bins)
    {
        TableData data = Table.Read(Deliveries(300), new TableOptions { Value = "minutes", Bins = BinRule.Parse(bins) });
        TableModel model = TableRegression.Fit(data, Penalised).Model, read = TableModel.Load(new MemoryStream(Saved(model)));
        Assert.Equal(model.Contents!.Step, read.Contents!.Step);
        double[] log = model.Predict(new Dictionary<string, string>(StringComparer.Ordinal) { ["weekday"] = "Mon", ["distance"] = "3" });
        (BinnedDistribution one, BinnedDistribution other) = (model.Distribution(log), read.Distribution(log));
        Assert.Equal((one.Mean, one.StandardDeviation, one.Mode), (other.Mean, other.StandardDeviation, other.Mode));
        Assert.All(Enumerable.Range(0, 101), i => Assert.Equal(one.Quantile(i / 100.0), other.Quantile(i / 100.0)));
    }

    [Theory]
    [InlineData("bin_knots", 0, 1, "at least 2 knots for each of 2 bins")]
    [InlineData("bin_knots", 0, 1e300, "at least 2 knots for each of 2 bins")]
    [InlineData("bin_levels", 0, 0.5, "the knots of bin 0 are no distribution")]
    [InlineData("bin_levels", 1, double.NaN, "it must be finite")]
    [InlineData("bin_values", 0, 1e9, "the knots of bin 0 are no distribution")]
    [InlineData("bin_values", 2, 1e9, "The content of bin 0 reaches from")]
    public void Contents_that_are_none_are_refused(string tensor, int element, double value, string problem)
    {
        TableData data = Table.Read("x,y\n1,1\n2,9\n3,2\n4,8\n", new TableOptions { Value = "y", Bins = BinRule.Parse("0,5,10") });
        byte[] file = Saved(TableRegression.Fit(data, Penalised).Model);
        var header = SafetensorsHeader.Parse("model", file);
        SafetensorsTensor place = header.Tensors.Single(one => string.Equals(one.Name, tensor, StringComparison.Ordinal));
        System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(file.AsSpan((int)(header.DataOffset + place.Begin) + (element * sizeof(double))), value);
        Assert.Contains(problem, Refusal(file), StringComparison.Ordinal);
    }

    private static DistributionScores Unordered(ScoreSummary summary) => summary.Mean with { Ordered = null };

    private static bool Nearly((double, double, double) one, (double, double, double) other) =>
        Math.Abs(one.Item1 - other.Item1) < 1e-12 && Math.Abs(one.Item2 - other.Item2) < 1e-12 && Math.Abs(one.Item3 - other.Item3) < 1e-12;

    private static byte[] Saved(TableModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static string Refusal(byte[] file) => Assert.Throws<InvalidDataException>(() => TableModel.Load(new MemoryStream(file))).Message;

    private static byte[] Changed(byte[] file, string from, string to)
    {
        string text = System.Text.Encoding.Latin1.GetString(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        return System.Text.Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }

    private static double NewRows(TableModel model) => model.Evaluate(Table.Read(Deliveries(2000, seed: 99), model.Schema, outcomes: true)).KL;

    /// <summary>Minutes that grow with the distance and are longer on Mondays, with a normal error of 12.</summary>
    private static string Deliveries(int rows, int seed = 3)
    {
        var random = new Random(seed);
        return "weekday,distance,minutes\n" + string.Concat(Enumerable.Range(0, rows).Select(_ =>
        {
            bool isMonday = random.Next(2) == 0;
            double distance = random.NextDouble() * 10;
            double error = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double minutes = Math.Clamp((isMonday ? 50 : 30) + (3 * distance) + (12 * error), 0, 119);
            return string.Create(CultureInfo.InvariantCulture, $"{(isMonday ? "Mon" : "Tue")},{distance:R},{minutes:R}\n");
        }));
    }
}
