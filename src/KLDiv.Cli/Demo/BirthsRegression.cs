using System.Numerics.Tensors;
using KLDiv.Cli.Fit;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;
using KLDiv.Regression.Encoding;

namespace KLDiv.Cli.Demo;

/// <summary>The distribution of births per day, regressed on the calendar.</summary>
internal sealed class BirthsRegression
{
    /// <summary>As many decimals as are the same on every processor.</summary>
    public const int Decimals = 4;

    /// <summary>Every processor gets that far before it has converged.</summary>
    private const int IterationsShown = 50;

    private const double BinWidth = 250;

    /// <summary>About where 5-fold cross-validation is best; without a penalty the bins that some weekday never meets drive weights to infinity.</summary>
    private const double Penalty = 2e-4;

    private readonly Day[] _days = Day.ReadAll();
    private readonly int[] _years;

    public BirthsRegression()
    {
        Bins = Binning.Covering(BirthsOf(_days), BinWidth);
        _years = [.. _days.Select(day => day.Date.Year).Distinct()];
    }

    public IReadOnlyList<Day> Days => _days;

    public Binning Bins { get; }

    /// <summary>Fits the model, and prints how the loss falls.</summary>
    public FitAnswer Fit(Host host)
    {
        Tensor<double> features = CalendarFeatures.Of(_days, _years);
        Tensor<double> outcomes = Bins.OneHot(BirthsOf(_days));
        using ProgressLine progress = new(host);
        FallingLoss falling = new(host.Output, progress, Decimals, IterationsShown);

        // What is shown does not change any more long before the exact optimum.
        FitOptions options = new() { L2 = Penalty, GradientTolerance = 1e-5 };
        FitResult result = DistributionModel.Fit<double, double>(features, outcomes, options, progress: falling.Report, cancellationToken: host.Cancellation);
        falling.Finish(result);
        return new FitAnswer(result, Baselines.Mean<double>(outcomes), Baselines.Uniform<double>(outcomes), Folds: null);
    }

    /// <summary>What the model expects of some days, and what happened: two distributions over the bins.</summary>
    public (double[] Predicted, double[] Observed) Compare(DistributionModel model, Day[] days)
    {
        Tensor<double> logProbabilities = model.Predict<double>(CalendarFeatures.Of(days, _years));
        return (MeanRow(Tensor.Exp<double>(logProbabilities)), MeanRow(Bins.OneHot(BirthsOf(days))));
    }

    private static double[] BirthsOf(Day[] days) => [.. days.Select(day => (double)day.Births)];

    private static double[] MeanRow(Tensor<double> rows)
    {
        double[] mean = new double[rows.Lengths[1]];
        for (nint row = 0; row < rows.Lengths[0]; row++)
        {
            for (int column = 0; column < mean.Length; column++)
            {
                mean[column] += rows[row, column] / rows.Lengths[0];
            }
        }

        return mean;
    }
}
