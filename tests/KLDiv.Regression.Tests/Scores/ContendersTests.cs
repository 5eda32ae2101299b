using System.Numerics.Tensors;

namespace KLDiv.Regression.Tests.Scores;

public class ContendersTests
{
    private readonly Tensor<double> _x;
    private readonly Tensor<double> _t;
    private readonly FitResult _fit;

    public ContendersTests()
    {
        Random random = new(5);
        _x = Data.Normal(random, 40, 3);
        _t = Data.Distributions(random, 40, 4);
        _fit = DistributionModel.Fit<double, double>(_x, _t, new FitOptions { L2 = 1e-3 });
    }

    [Fact]
    public void The_model_stands_beside_the_constants_that_the_baselines_measure()
    {
        ContenderScores figures = Contenders.OnTheData<double, double>(_fit.Model, _x, _t);
        Assert.Equal(_fit.Loss, figures.Model.KL, 1e-12);
        Assert.Equal(Baselines.Mean<double>(_t), figures.Mean.KL, 1e-12);
        Assert.Equal(Baselines.Uniform<double>(_t), figures.Uniform.KL, 1e-12);
    }

    [Fact]
    public void A_row_is_not_its_own_neighbour_and_no_neighbours_can_be_asked_for()
    {
        double[] x = Data.Values(_x), t = Data.Values(_t);
        int rows = (int)_x.Lengths[0], columns = (int)_x.Lengths[1], support = (int)_t.Lengths[1];
        double[] scales = [.. Enumerable.Range(0, columns).Select(column => Deviation([.. Enumerable.Range(0, rows).Select(row => x[(row * columns) + column])]))];
        double Distance(int one, int other) => Enumerable.Range(0, columns).Sum(column => Math.Pow((x[(one * columns) + column] - x[(other * columns) + column]) / scales[column], 2));
        double chebyshev = Enumerable.Range(0, rows).Average(row =>
        {
            int nearest = Enumerable.Range(0, rows).Where(other => other != row).MinBy(other => Distance(row, other));
            return Enumerable.Range(0, support).Max(k => Math.Abs(t[(row * support) + k] - t[(nearest * support) + k]));
        });
        Assert.Equal(chebyshev, Contenders.OnTheData<double, double>(_fit.Model, _x, _t, neighbours: 1).Neighbours!.Chebyshev, 1e-12);
        Assert.Null(Contenders.OnTheData<double, double>(_fit.Model, _x, _t, neighbours: 0).Neighbours);
    }

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
}
