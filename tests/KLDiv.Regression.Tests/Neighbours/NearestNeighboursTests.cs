using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Neighbours;

public class NearestNeighboursTests
{
    /// <summary>Four corners of a square; the target of each is its own point.</summary>
    private static readonly Tensor<double> Corners = Tensor.Create<double>([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);

    private static readonly Tensor<double> Own = Tensor.Create<double>([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [4, 4]);

    [Fact]
    public void The_prediction_is_the_mean_of_the_nearest_targets() =>
        Assert.Equal([0.5, 0.5, 0, 0], Predict(Corners, Own, 2, [0.1, 0.5]), Near);

    [Fact]
    public void Of_rows_equally_far_the_first_is_nearer()
    {
        Assert.Equal([1, 0, 0, 0], Predict(Corners, Own, 1, [0.5, 0.5]), Near);
        Assert.Equal([0.5, 0.5, 0, 0], Predict(Corners, Own, 2, [0.5, 0.5]), Near);
        Assert.Equal([0, 1, 0, 0], Predict(Corners, Own, 1, [0.5, 0.75]), Near);
    }

    [Fact]
    public void Where_there_are_fewer_rows_than_neighbours_all_of_them_are() =>
        Assert.Equal([0.25, 0.25, 0.25, 0.25], Predict(Corners, Own, 9, [0, 0]), Near);

    [Fact]
    public void Row_weights_weigh_the_mean_and_a_weight_of_0_takes_the_row_out()
    {
        NearestNeighbours model = NearestNeighbours.Fit(Corners.AsReadOnlyTensorSpan(), Own.AsReadOnlyTensorSpan(), 2, rowWeights: [0, 3, 1, 5]);
        Assert.Equal([0, 0.75, 0.25, 0], Probabilities(model, [0, 0]), Near);
    }

    /// <summary>Sums that begin where memory is aligned differ from run to run.</summary>
    [Fact]
    public void The_bits_do_not_depend_on_where_the_result_lies()
    {
        const int Support = 203;
        Tensor<double> x = Data.Normal(new Random(5), 40, 3), t = Data.Distributions(new Random(6), 40, Support);
        NearestNeighbours model = NearestNeighbours.Fit(x.AsReadOnlyTensorSpan(), t.AsReadOnlyTensorSpan(), 4);
        double[] memory = new double[40 * Support + 8];
        double[][] all = [.. Enumerable.Range(0, 8).Select(offset =>
        {
            model.LogProbabilities(Data.Values(x), memory.AsSpan(offset, 40 * Support), 40);
            return memory.AsSpan(offset, 40 * Support).ToArray();
        })];
        Assert.All(all, one => Assert.Equal(all[0], one));
    }

    [Fact]
    public void Standardised_features_do_not_know_their_units()
    {
        Tensor<double> x = Data.Normal(new Random(5), 200, 3), t = Data.Distributions(new Random(6), 200, 4);
        double[] scaled = Data.Values(x);
        for (int i = 0; i < scaled.Length; i += 3)
        {
            scaled[i] *= 1024;
            scaled[i + 1] /= 4096;
        }

        double[] point = [0.3, -0.2, 1], scaledPoint = [0.3 * 1024, -0.2 / 4096, 1];
        var other = Tensor.Create(scaled, [200, 3]);
        double[] expected = Predict(x, t, 4, point, isStandardised: true);
        Assert.Equal(expected, Predict(other, t, 4, scaledPoint, isStandardised: true));
        Assert.NotEqual(expected, Predict(other, t, 4, scaledPoint));
    }

    [Fact]
    public void A_column_that_is_the_same_everywhere_counts_for_nothing_when_standardised()
    {
        var x = Tensor.Create<double>([0, 7, 1, 7, 2, 7], [3, 2]);
        var t = Tensor.Create<double>([1, 0, 0.5, 0.5, 0, 1], [3, 2]);
        Assert.Equal([0, 1], Predict(x, t, 1, [1.9, 1e300], isStandardised: true), Near);
    }

    [Theory]
    [InlineData(1, 1000, 0)]
    [InlineData(2, 700, 8)]
    [InlineData(5, 900, 3)]
    [InlineData(24, 500, 0)]
    public void The_search_finds_what_a_comparison_with_every_row_finds(int features, int rows, int levels)
    {
        var random = new Random(features);
        double[] x = Data.Values(Data.Normal(random, rows, features));
        for (int i = 0; i < x.Length && levels > 0; i++)
        {
            x[i] = Math.Round(x[i] * levels / 6); // few values, many ties
        }

        double[] numbers = [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, rows).Select(column => row == column ? 1.0 : 0.0))];
        var model = NearestNeighbours.Fit(new ReadOnlyTensorSpan<double>(x, [rows, features], []), new ReadOnlyTensorSpan<double>(numbers, [rows, rows], []), 7);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] point = x.AsSpan(random.Next(rows) * features, features).ToArray();
            point[0] += random.Next(2);
            int[] expected = [.. Enumerable.Range(0, rows).OrderBy(row => Distance(x.AsSpan(row * features, features), point)).Take(7).Order()];
            double[] found = Probabilities(model, point);
            Assert.Equal(expected, Enumerable.Range(0, rows).Where(row => found[row] > 0));
        }
    }

    [Fact]
    public void A_hundred_thousand_rows_of_one_place_are_searched_at_once()
    {
        var x = Tensor.CreateFromShape<double>([100_000, 3]);
        double[] t = [.. Enumerable.Range(0, 200_000).Select(i => i < 4 ? 1.0 : i % 2)];
        var model = NearestNeighbours.Fit(x.AsReadOnlyTensorSpan(), new ReadOnlyTensorSpan<double>(t, [100_000, 2], []));
        double[] found = Data.Values(model.Predict(x.AsReadOnlyTensorSpan()));

        // The first two targets are (1, 1), the next two (0, 1).
        Assert.All(found.Chunk(2), row => Assert.Equal([2.0 / 6, 4.0 / 6], row.Select(Math.Exp), Near));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbours.Fit(Corners.AsReadOnlyTensorSpan(), Own.AsReadOnlyTensorSpan(), 0));
        Assert.Throws<RegressionDataException>(() => NearestNeighbours.Fit(Corners.AsReadOnlyTensorSpan(), Own.AsReadOnlyTensorSpan(), rowWeights: [1]));
        Assert.Equal(
            "features[1, 0] is NaN; a feature must be finite",
            Assert.Throws<RegressionDataException>(() => NearestNeighbours.Fit(
                new ReadOnlyTensorSpan<double>([1, 2, double.NaN, 3], [2, 2], []), new ReadOnlyTensorSpan<double>([1, 1], [2, 1], []))).Message);
    }

    private static double Distance(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += (one[i] - other[i]) * (one[i] - other[i]);
        }

        return sum;
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-15;

    private static double[] Predict(Tensor<double> features, Tensor<double> targets, int neighbours, double[] point, bool isStandardised = false) =>
        Probabilities(NearestNeighbours.Fit(features.AsReadOnlyTensorSpan(), targets.AsReadOnlyTensorSpan(), neighbours, isStandardised), point);

    private static double[] Probabilities(NearestNeighbours model, double[] point) =>
        [.. Data.Values(model.Predict(new ReadOnlyTensorSpan<double>(point, [1, point.Length], []))).Select(Math.Exp)];
}
