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
    public void A_row_is_its_own_nearest_neighbour_and_no_neighbours_can_be_asked_for()
    {
        Assert.Equal(0, Contenders.OnTheData<double, double>(_fit.Model, _x, _t, neighbours: 1).Neighbours!.KL, 1e-12);
        Assert.Null(Contenders.OnTheData<double, double>(_fit.Model, _x, _t, neighbours: 0).Neighbours);
    }
}
