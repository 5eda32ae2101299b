using KLDiv.Reports.State;

namespace KLDiv.Reports.Finishing;

/// <summary>What the true classes say, from the losses of the rows.</summary>
internal static class LabelStatistics
{
    /// <param name="target">-ln p of each row that counts and has a label; written over.</param>
    /// <param name="input">-ln q.</param>
    /// <param name="weights">Their weights; null: all weigh 1. Written over.</param>
    /// <param name="totals">The sums of what is not kept.</param>
    /// <param name="unlabelled">How many rows that count have no label.</param>
    public static LabelFigures Of(double[] target, double[] input, double[]? weights, RowTotals totals, long unlabelled)
    {
        Sample ofTarget = new(target, weights), ofInput = new(input, weights);
        Estimate targetLoss = ofTarget.Estimate(), inputLoss = ofInput.Estimate();
        double correlation = ofTarget.Covariance(input) / Math.Sqrt(ofTarget.Covariance(target) * ofInput.Covariance(input));
        TrueClassBin[] trueClass = TrueClassBins.Of(target, input, weights);
        Combine(target, input, (p, q) => (q - p, Math.Exp(-q) - Math.Exp(-p)));
        Sample ratios = new(target, weights), changes = new(input, weights);
        Estimate logRatio = ratios.Estimate();
        Estimate change = changes.Estimate(), square = changes.Estimate(value => value * value);
        double root = Math.Sqrt(square.Value);
        Order order = new(input, weights);
        return new LabelFigures
        {
            Rows = target.Length,
            UnlabelledRows = unlabelled,
            TargetPerplexity = Perplexity(targetLoss),
            InputPerplexity = Perplexity(inputLoss),
            LogRatio = logRatio,
            Correlation = correlation,
            TargetAccuracy = Accuracy(RowTotals.Cell.TargetHits),
            InputAccuracy = Accuracy(RowTotals.Cell.InputHits),
            Change = change,
            RootMeanSquareChange = new Estimate(root, root == 0 ? 0 : square.StandardError / (2 * root)),
            MinChange = order.Min,
            MaxChange = order.Max,
            MedianChange = order.Median,
            ChangePercentiles = order.Percentiles,
            TargetCalibration = Calibration(totals, isInput: false),
            InputCalibration = Calibration(totals, isInput: true),
            TrueClass = trueClass,
        };

        Estimate Accuracy(RowTotals.Cell hits) => ofTarget.Estimate(totals[RowTotals.Cell.LabelWeight], totals[hits], totals[hits]);
    }

    private static Estimate Perplexity(Estimate loss)
    {
        double perplexity = Math.Exp(loss.Value);
        return new Estimate(perplexity, perplexity * loss.StandardError);
    }

    private static CalibrationBin[] Calibration(RowTotals totals, bool isInput) =>
        [.. Enumerable.Range(0, RowTotals.CalibrationBins).Select(bin => totals.Calibration(isInput, bin))];

    /// <summary>Puts two numbers in the place of each pair.</summary>
    private static void Combine(double[] first, double[] second, Func<double, double, (double First, double Second)> make)
    {
        for (int i = 0; i < first.Length; i++)
        {
            (first[i], second[i]) = make(first[i], second[i]);
        }
    }
}
