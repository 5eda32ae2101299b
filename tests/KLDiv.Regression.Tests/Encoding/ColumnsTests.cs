using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Encoding;

public class ColumnsTests
{
    [Fact]
    public void One_hot_has_a_column_for_each_level_in_their_order()
    {
        Tensor<double> columns = Columns.OneHot<string>(["b", "a", "b"], ["b", "a", "c"]);
        Assert.Equal([3, 3], columns.Lengths.ToArray());
        Assert.Equal([1, 0, 0, 0, 1, 0, 1, 0, 0], Data.Values(columns));
    }

    [Fact]
    public void One_hot_refuses_what_is_no_level()
    {
        Assert.StartsWith(
            "values[1] is 8, which is none of the 7 levels.",
            Assert.Throws<ArgumentException>(() => Columns.OneHot<int>([1, 8], [1, 2, 3, 4, 5, 6, 7])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The level 2 is there twice.", Assert.Throws<ArgumentException>(() => Columns.OneHot<int>([1], [1, 2, 2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Harmonics_are_cosine_and_sine_of_each_multiple()
    {
        Tensor<double> columns = Columns.Harmonics([0, 1, 3], period: 4, harmonics: 2);
        Assert.Equal([3, 4], columns.Lengths.ToArray());
        double[] expected = [1, 0, 1, 0, 0, 1, -1, 0, 0, -1, -1, 0];
        Assert.All(expected.Zip(Data.Values(columns)), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Fact]
    public void Harmonics_refuse_a_period_or_a_number_that_is_none()
    {
        Assert.All(
            [0, -1, double.NaN, double.PositiveInfinity],
            wrong => Assert.Throws<ArgumentOutOfRangeException>("period", () => Columns.Harmonics([1], wrong, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("harmonics", () => Columns.Harmonics([1], 1, 0));
    }

    [Fact]
    public void Parts_are_joined_side_by_side()
    {
        Tensor<double> joined = Columns.Join(Columns.Number([5, 6]), Columns.OneHot<int>([1, 0], [0, 1]));
        Assert.Equal([2, 3], joined.Lengths.ToArray());
        Assert.Equal([5, 0, 1, 6, 1, 0], Data.Values(joined));
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused_with_their_shapes()
    {
        Assert.StartsWith(
            "A part has shape [3, 1], the first has shape [2, 1]; they must have two dimensions and the same rows.",
            Assert.Throws<ArgumentException>(() => Columns.Join(Columns.Number([1, 2]), Columns.Number([1, 2, 3]))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("There is nothing to join.", Assert.Throws<ArgumentException>(() => Columns.Join()).Message, StringComparison.Ordinal);
    }
}
