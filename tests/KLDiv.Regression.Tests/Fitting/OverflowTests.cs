using System.Numerics.Tensors;
using KLDiv.Regression.Tests.Tables;

namespace KLDiv.Regression.Tests.Fitting;

/// <summary>Data that are finite, of which something is made that is not: a fit that makes sense, or one line that says where.</summary>
public class OverflowTests
{
    private static readonly TableOptions Options = new() { Value = "y", Bins = BinRule.Equal(3) };

    [Theory]
    [InlineData(1e300, 1)]
    [InlineData(1e-300, 1)]
    [InlineData(1e307, 1e-3)]
    [InlineData(1, 1e-140)]
    [InlineData(1, 1e140)]
    public void A_fit_does_not_depend_on_the_sizes_of_features_and_weights(double unit, double weight)
    {
        Tensor<double> x = Data.Normal(new Random(3), 60, 2), t = Data.Distributions(new Random(4), 60, 4);
        double[] weights = [.. Enumerable.Repeat(weight, 60)];
        FitResult plain = DistributionModel.Fit<double, double>(x, t, Data.Unpenalised);
        FitResult scaled = DistributionModel.Fit<double, double>(Tensor.Multiply<double>(x, unit), t, Data.Unpenalised, weights);
        Assert.Equal(plain.Loss, scaled.Loss, 1e-9);
        Assert.Equal(plain.Loss, scaled.Model.Evaluate<double, double>(Tensor.Multiply<double>(x, unit), t, weights), 1e-9);
    }

    [Theory]
    [InlineData(ModelForm.Softmax)]
    [InlineData(ModelForm.Interactions)]
    [InlineData(ModelForm.Hidden)]
    public void A_column_that_varies_by_less_than_a_number_of_full_precision_is_named(ModelForm form)
    {
        Tensor<double> x = Tensor.Create([1, 1e-310, 2, 2e-310, 3, 5e-310, 4, 1e-310], [4, 2]), t = Data.Distributions(new Random(4), 4, 3);
        RegressionDataException error = Assert.Throws<RegressionDataException>(
            () => DistributionModel.Fit<double, double>(x, t, new FitOptions { Form = form, HiddenUnits = 2, L2 = 1e-3 }));
        Assert.StartsWith("column 1 of features varies by ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; multiply it by a large number", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Column);
    }

    [Theory]
    [InlineData(1e308, "row 1 of targets sums to 1E+308, and those of the rows up to it to ")]
    [InlineData(1e307, "row 0 of targets sums to 1E+307, and the targets of all rows to ")]
    [InlineData(1e-310, "row 0 of targets sums to 1E-310, and the targets of all rows to ")]
    public void Targets_too_far_from_1_are_named_by_their_row(double target, string expected)
    {
        Tensor<double> x = Tensor.Create<double>([1, 2, 3, 7], [4, 1]), t = Tensor.Create([target, 0, 0, target, target, 0, 0, target], [4, 2]);
        foreach (ModelForm form in Enum.GetValues<ModelForm>())
        {
            RegressionDataException error = Assert.Throws<RegressionDataException>(
                () => DistributionModel.Fit<double, double>(x, t, new FitOptions { Form = form, HiddenUnits = 2, L2 = 1e-3, HeldOutShare = 0 }));
            Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    public void Weights_too_far_from_1_are_refused(double weight)
    {
        Tensor<double> x = Data.Normal(new Random(3), 4, 1), t = Data.Distributions(new Random(4), 4, 3);
        string message = Assert.Throws<RegressionDataException>(
            () => DistributionModel.Fit<double, double>(x, t, rowWeights: [weight, weight, weight, weight])).Message;
        Assert.EndsWith("; they must sum to a number from 1E-150 to 1E+150, so multiply them all by one number", message, StringComparison.Ordinal);
        Assert.EndsWith(
            "; they must sum to a number from 1E-150 to 1E+150, so multiply them all by one number",
            Table.Refusal($"x,w,y\n1,{weight},1\n2,{weight},2\n", Options with { Weights = "w" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_penalty_of_any_size_gives_a_model_or_is_told()
    {
        Tensor<double> x = Data.Normal(new Random(3), 20, 1), t = Data.Distributions(new Random(4), 20, 3);
        Assert.True(double.IsFinite(DistributionModel.Fit<double, double>(x, t, new FitOptions { L2 = 1e300 }).Loss));
        Assert.Contains(
            "the penalty 1E+308",
            Assert.Throws<RegressionDataException>(() => DistributionModel.Fit<double, double>(x, t, new FitOptions { L2 = 1e308 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_that_are_too_far_apart_are_no_distribution()
    {
        // A feature that tells two classes apart: their logits are as far from 0 on either side.
        DistributionModel model = DistributionModel.Fit<double, double>(
            Tensor.Create<double>([-1, 1], [2, 1]), Tensor.Create([0.9, 0.1, 0.1, 0.9], [2, 2]), new FitOptions { L2 = 0 }).Model;
        double[] log = new double[2];
        model.LogProbabilities([1e307], log, 1);
        Assert.True(double.IsFinite(log[0]) && double.IsFinite(log[1]) && log[0] < -1e307, $"{log[0]}, {log[1]}");
        model.LogProbabilities([1e308], log, 1);
        Assert.Equal([double.NaN, double.NaN], log);
    }

    [Fact]
    public void A_feature_for_which_logits_overflow_is_named_by_its_row_wherever_it_is_predicted()
    {
        Tensor<double> x = Data.Normal(new Random(3), 30, 2), t = Data.Distributions(new Random(4), 30, 3);
        foreach (ModelForm form in (ReadOnlySpan<ModelForm>)[ModelForm.Softmax, ModelForm.Interactions])
        {
            DistributionModel model = DistributionModel.Fit<double, double>(Tensor.Multiply<double>(x, 1e-3), t, new FitOptions { Form = form }).Model;
            Tensor<double> huge = Tensor.Create([0, 0, 1, -1e308, 0, 0], [3, 2]), three = Data.Distributions(new Random(4), 3, 3);
            foreach (Func<object> work in (Func<object>[])
            [
                () => model.Predict<double>(huge), () => model.Evaluate<double, double>(huge, three),
                () => DistributionScores.Of<double, double>(model, huge, three), () => Contenders.OnTheData<double, double>(model, huge, three),
            ])
            {
                RegressionDataException error = Assert.Throws<RegressionDataException>(work);
                Assert.Equal("features[1, 1] is -1E+308; what the model makes of it is more than double precision holds", error.Message);
                Assert.Equal((1L, 1), (error.Row, error.Column));
            }
        }
    }

    [Fact]
    public void Features_too_far_apart_for_a_distance_are_named()
    {
        Tensor<double> x = Tensor.Create([1, 2, -1e200], [3, 1]), t = Data.Distributions(new Random(4), 3, 3);
        Assert.Equal(
            "features[2, 0] is -1E+200; its distance from others is more than double precision holds",
            Assert.Throws<RegressionDataException>(() => NearestNeighbours.Fit<double, double>(x, t)).Message);
        NearestNeighbours standardised = NearestNeighbours.Fit<double, double>(x, t, neighbours: 1, isStandardised: true);

        // In units of their deviation 1 and 2 are one place, and the first row is nearer.
        double[] logs = Data.Values(Tensor.Log<double>(t));
        Assert.Equal([.. logs[..3], .. logs[..3], .. logs[6..]], Data.Values(standardised.Predict<double>(x)));
        NearestNeighbours plain = NearestNeighbours.Fit<double, double>(Tensor.Create<double>([1, 2, 3], [3, 1]), t);
        Assert.StartsWith(
            "features[0, 0] is 1E+200; ",
            Assert.Throws<RegressionDataException>(() => plain.Predict<double>(Tensor.Create([1e200], [1, 1]))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    [InlineData(3e307)]
    public void The_deviation_of_a_distribution_over_bins_of_any_size_is_right(double unit)
    {
        double[] probabilities = [0.2, 0.5, 0.3];
        BinnedDistribution plain = new(new Binning([-1, 0, 1, 4]), probabilities);
        BinnedDistribution scaled = new(new Binning([-unit, 0, unit, 4 * unit]), probabilities);
        Assert.Equal(plain.StandardDeviation, scaled.StandardDeviation / unit, 1e-12);
        Assert.Equal(plain.Mean, scaled.Mean / unit, 1e-12);
    }

    [Fact]
    public void Bins_of_no_finite_width_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Binning([-1e308, 1e308]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Binning(-1.5e308, 1e308, 3));
        Assert.Equal(
            "the values reach from -1.5E+308 to 1.5E+308, which 1 bins cannot cover in double precision",
            Table.Refusal("x,y\n1,1.5e308\n2,-1.5e308\n", Options with { Bins = BinRule.Quantile(1) }));
    }

    [Fact]
    public void A_number_of_periods_that_no_digit_counts_is_refused_in_a_table_in_a_record_and_in_code()
    {
        TableOptions options = Options with { Cyclic = [new CyclicColumn("x", 1e-10)] };
        Assert.Equal(
            "line 3 has 1000000 in column 'x'; that is 10000000000000000 periods of 1E-10, and no digit says where in one of them", Table.Refusal("x,y\n0,1\n1e6,2\n", options));
        TableSchema schema = Table.Read("x,y\n0,1\n1e-9,2\n", options).Schema;
        Assert.StartsWith("line 2 has 1000000 in column 'x'; that is ", Table.Refusal(() => Table.Read("x\n1e6\n", schema)), StringComparison.Ordinal);
        Assert.StartsWith(
            "1000000 in column 'x'; that is ",
            Assert.Throws<RegressionDataException>(() => schema.Encode(TableSchema.ParseRecord("x=1e6"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Columns.Harmonics([1e6], 1e-10, 1));
        Assert.Throws<ArgumentException>(() => Columns.Harmonics([double.NaN], 1, 1));
    }

    [Fact]
    public void What_overflows_in_a_table_is_named_by_line_and_column_though_rows_were_left_out_or_grouped()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{(i % 5) - 2}e-3,{(i + (i % 5)) % 3}\n"));
        TableOptions options = Options with { Missing = MissingValues.Drop, Group = true };
        TableData data = Table.Read($"a,b,y\nNA,1,1\n{rows}", options);
        TableModel model = TableRegression.Fit(data).Model;
        Assert.Equal(
            "line 5 has 1E+308 in column 'b'; what the model makes of it is more than double precision holds",
            Table.Refusal(() =>
            {
                TableData others = Table.Read("b,a\n1,1\n2,2\n3,3\n1e308,1\n", model.Schema);
                model.Predict(others);
                return others;
            }));
        RegressionDataException error = Assert.Throws<RegressionDataException>(() => model.Predict(TableSchema.ParseRecord("a=1,b=1e308")));
        Assert.Equal("'1e308' in column 'b'; what the model makes of it is more than double precision holds", error.Message);
    }
}
