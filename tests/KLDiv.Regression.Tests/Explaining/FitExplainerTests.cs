using System.Globalization;
using System.Numerics.Tensors;
using KLDiv.Regression.Validation;

namespace KLDiv.Regression.Tests.Explaining;

/// <summary>What is found of a fit, against what must hold and against other ways to it.</summary>
public sealed class FitExplainerTests : IDisposable
{
    private static readonly string[] s_sizes = ["small", "medium", "large"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_partial_dependence_is_the_mean_of_the_predictions_with_one_column_set()
    {
        Random random = new(1);
        Tensor<double> x = Data.Normal(random, 150, 3), t = Data.Distributions(random, 150, 5);
        FitResult fit = DistributionModel.Fit<double, double>(x, t);
        Binning bins = new([0, 1, 2, 4, 8, 16]);
        FitExplanation data = new FitExplainer { Source = "made", Progress = [], Bins = bins }.Build<double, double>(fit, x, t);

        FeatureEffect effect = data.Effects.Single(one => one.Feature.Equals("x1", StringComparison.Ordinal));
        EffectPoint point = effect.Points[7];
        for (nint row = 0; row < 150; row++)
        {
            x[row, 1] = point.Value;
        }

        double[] q = Data.Values(Tensor.Exp<double>(fit.Model.Predict<double>(x)));
        double[] mean = [.. Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, 150).Average(row => q[(row * 5) + i]))];
        Assert.All(mean.Zip(point.Distribution), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(mean.Select((p, i) => p * bins.Middle(i)).Sum(), point.Mean, 1e-9);
        Assert.Equal(["x0", "x1", "x2"], data.Effects.Select(one => one.Feature).Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(data.Effects.OrderByDescending(one => one.Influence), data.Effects);
        Assert.Equal(1, effect.Points.Sum(one => one.Share), 1e-12);
    }

    [Fact]
    public void At_the_optimum_each_level_is_predicted_as_it_was_observed()
    {
        TableData table = Table(600);
        TableFit fit = TableRegression.Fit(table, new RegressionOptions { Fit = Data.Unpenalised });
        FitExplanation data = FitExplainer.Build(fit, table, []);

        FeatureSlices slices = data.Slices.Single(one => one.Feature.Equals("size", StringComparison.Ordinal));
        Assert.Equal(s_sizes, slices.Slices.Select(slice => slice.Level).ToArray());
        Assert.Equal(600, slices.Slices.Sum(slice => slice.Rows));
        Assert.All(slices.Slices, slice => Assert.All(slice.Predicted.Zip(slice.Observed), pair => Assert.Equal(pair.Second, pair.First, 1e-6)));
    }

    [Fact]
    public void Features_of_a_table_are_what_its_columns_are()
    {
        TableData table = Table(600);
        FitExplanation data = FitExplainer.Build(TableRegression.Fit(table), table, []);
        FeatureEffect Of(string feature) => data.Effects.Single(effect => effect.Feature.Equals(feature, StringComparison.Ordinal));

        Assert.Equal(("table.csv", "minutes", 600L), (data.Source, data.Value, data.Rows));
        Assert.Equal(["day", "hour", "size", "distance"], data.Features);
        Assert.Equal(s_sizes, Of("size").Points.Select(point => point.Level).ToArray());
        Assert.Equal([0, 1, 2, 3], Of("hour").Points.Take(4).Select(point => point.Value));
        Assert.Equal((null, 23), (Of("hour").Points[^1].Level, Of("hour").Points[^1].Value));

        // A size takes ten minutes more than the one before, less what the bins at the ends cut off, and each level is as frequent.
        double[] means = [.. Of("size").Points.Select(point => point.Mean)];
        Assert.All((int[])[0, 1], i => Assert.InRange(means[i + 1] - means[i], 5, 11));
        Assert.All(Of("size").Points, point => Assert.Equal(1.0 / 3, point.Share, 1e-9));

        // At six the cosine is 0 and the sine 1: so the wave is where the hours say.
        EffectPoint[] hours = [.. Of("hour").Points];
        Assert.Equal(6, hours.MaxBy(point => point.Mean)!.Value, 2.0);
    }

    [Fact]
    public void What_it_is_compared_with_is_measured_as_the_baselines_are()
    {
        Random random = new(2);
        Tensor<double> x = Data.Normal(random, 80, 2), t = Data.Distributions(random, 80, 4);
        double[] weights = [.. Enumerable.Range(0, 80).Select(i => (double)(i % 3))];
        FitResult fit = DistributionModel.Fit<double, double>(x, t, rowWeights: weights);
        CrossValidationResult folds = CrossValidation.Run<double, double>(x, t, new CrossValidationOptions { Folds = 4, Repeats = 2 }, rowWeights: weights);
        FitExplanation data = new FitExplainer { Source = "made", Progress = [], Folds = folds }.Build<double, double>(fit, x, t, weights);

        Assert.Equal(["this model", "4 nearest neighbours", "mean distribution", "uniform distribution"], data.Contenders.Select(one => one.Name).ToArray());
        Assert.Equal(fit.Model.Evaluate<double, double>(x, t, weights), data.Contenders[0].OnTheData.KL, 1e-12);
        Assert.Equal(folds.Model.Mean, data.Contenders[0].HeldOut);
        Assert.Equal(folds.Neighbours!.StandardDeviation, data.Contenders[1].Deviation);
        Assert.Equal("4 folds, 2 times", data.CrossValidation);
        Assert.Null(data.SampledRows);
    }

    [Fact]
    public void Classes_that_come_about_as_predicted_lie_within_their_errors()
    {
        Random random = new(3);
        const int rows = 4000, support = 3;
        Tensor<double> x = Data.Normal(random, rows, 1);
        Tensor<double> log = DistributionModel.Fit<double, double>(x, Data.Distributions(random, rows, support)).Model.Predict<double>(x);
        double[] outcomes = new double[rows * support];
        for (int row = 0; row < rows; row++)
        {
            double place = random.NextDouble();
            int drawn = place < Math.Exp(log[row, 0]) ? 0 : place < Math.Exp(log[row, 0]) + Math.Exp(log[row, 1]) ? 1 : 2;
            outcomes[(row * support) + drawn] = 1;
        }

        FitResult fit = DistributionModel.Fit<double, double>(x, Tensor.Create(outcomes, [rows, support]));
        FitExplanation data = new FitExplainer { Source = "made", Progress = [] }.Build<double, double>(fit, x, Tensor.Create(outcomes, [rows, support]));

        Assert.Equal(10, data.Reliability.Count);
        Assert.Equal(rows * support, data.Reliability.Sum(group => group.Count));
        Assert.All(data.Reliability, group => Assert.InRange(group.Observed - group.Predicted, -4 * group.StandardError, 4 * group.StandardError));
        Assert.All(data.Reliability, group => Assert.InRange(group.StandardError, 0.5 * Math.Sqrt(0.2 / group.Count), Math.Sqrt(0.3 / group.Count)));
    }

    [Fact]
    public void Of_many_features_those_that_move_most_are_shown()
    {
        Random random = new(4);
        Tensor<double> x = Data.Normal(random, 300, 40), t = Data.Distributions(random, 300, 3);
        for (nint row = 0; row < 300; row++)
        {
            // The last column decides between the first two classes.
            (t[row, 0], t[row, 1], t[row, 2]) = x[row, 39] > 0 ? (0.9, 0.05, 0.05) : (0.05, 0.9, 0.05);
        }

        FitResult fit = DistributionModel.Fit<double, double>(x, t, new FitOptions { L2 = 1e-3 });
        FitExplanation data = new FitExplainer { Source = "made", Progress = [] }.Build<double, double>(fit, x, t);

        Assert.Equal(24, data.Effects.Count);
        Assert.Equal("x39", data.Effects[0].Feature);
        Assert.Equal(3, data.Slices[0].Slices.Count);
    }

    [Fact]
    public void Names_that_are_not_as_many_as_the_columns_are_refused()
    {
        Tensor<double> x = Data.Normal(new Random(5), 20, 2), t = Data.Distributions(new Random(6), 20, 3);
        FitExplainer builder = new() { Source = "made", Progress = [], Features = ["alone"] };

        ArgumentException refused = Assert.Throws<ArgumentException>(() => builder.Build<double, double>(DistributionModel.Fit<double, double>(x, t), x, t));

        Assert.StartsWith("There are 1 names of features and 2 columns of them; they must be equal.", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Minutes that depend on a day, an hour that comes round, a size and a distance that does nothing.</summary>
    private TableData Table(int rows)
    {
        Random random = new(7);
        string Row(int i)
        {
            int hour = i % 24, size = i % 3;
            double minutes = 30 + (10 * size) + (8 * Math.Sin(2 * Math.PI * hour / 24)) + (i % 5 == 0 ? 6 : 0) + (40 * (random.NextDouble() - 0.5));
            return string.Create(CultureInfo.InvariantCulture, $"{(i % 5 == 0 ? "Sun" : i % 2 == 0 ? "Mon" : "Fri")},{hour},{s_sizes[size]},{random.NextDouble():F3},{minutes:F3}");
        }

        string file = _folder.File("table.csv");
        File.WriteAllLines(file, ["day,hour,size,distance,minutes", .. Enumerable.Range(0, rows).Select(Row)]);
        return TableData.Read(file, new TableOptions
        {
            Value = "minutes",
            Bins = BinRule.Range(20, 70, 10),
            Cyclic = [new CyclicColumn("hour", 24)],
            Ordinal = [new OrdinalColumn("size", s_sizes)],
        });
    }
}
