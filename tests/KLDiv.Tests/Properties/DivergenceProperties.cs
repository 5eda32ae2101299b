namespace KLDiv.Tests.Properties;

/// <summary>What the divergence is, as mathematics has it.</summary>
public sealed class DivergenceProperties
{
    private const double Eps = 2.220446049250313e-16;

    [Fact]
    public void A_divergence_of_distributions_is_not_negative_up_to_rounding() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Distributions();
        double[] rows = Calls.PerRow(batch);
        for (int row = 0; row < rows.Length; row++)
        {
            Assert.True(rows[row] >= -Eps * (batch.Support + (4 * batch.RowMagnitude(row))), $"row {row} diverges by {rows[row]}");
        }
    });

    [Fact]
    public void Equal_rows_diverge_by_0_up_to_the_rounding_of_a_logarithm() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = (draw with { Input = draw.Target }).Distributions();
        double[] rows = Calls.PerRow(batch);
        for (int row = 0; row < rows.Length; row++)
        {
            Close.Equal(0, rows[row], batch.LogTarget ? 0 : 2 * Eps * batch.RowMagnitude(row), $"row {row}");
        }
    });

    [Fact]
    public void Distributions_that_differ_visibly_diverge_visibly() => Property.Holds(Draw.Any, draw =>
    {
        Batch batch = draw.Distributions();
        double[] rows = Calls.PerRow(batch);
        for (int row = 0; row < rows.Length; row++)
        {
            // Pinsker's inequality: half the square of the sum of the absolute differences.
            int start = row * batch.Support;
            double distance = Enumerable.Range(start, batch.Support).Sum(i => Math.Abs(batch.Probability(i) - Math.Exp(batch.Input[i])));
            double least = distance * distance / 2;
            Assert.True(rows[row] >= least - (Eps * (batch.Support + (4 * batch.RowMagnitude(row)))), $"row {row} diverges by {rows[row]}, not {least}");
        }
    });

    [Fact]
    public void A_one_hot_target_gives_the_negative_log_likelihood_of_its_class() => Property.Holds(Draw.Any, draw =>
    {
        Random random = new(draw.Seed);
        double[] target = new double[draw.Target.Length];
        int[] classes = [.. draw.Weights.Select((_, row) => (row * (int)draw.Lengths[^1]) + random.Next((int)draw.Lengths[^1]))];
        Array.ForEach(classes, place => target[place] = 1);
        Batch batch = (draw with { Target = target }).Raw();

        Assert.Equal(classes.Select(place => -batch.Input[place]), Calls.PerRow(batch));
    });

    [Fact]
    public void A_log_target_gives_what_its_exponential_gives_as_a_probability() => Property.Holds(Draw.Any, draw =>
    {
        Batch log = (draw with { LogTarget = true }).Raw();
        Batch probability = log with { Target = Array.ConvertAll(log.Target, Math.Exp), LogTarget = false };
        double[] expected = Calls.Pointwise(probability);
        double[] actual = Calls.Pointwise(log);
        Close.Equal(expected, actual, i => Tolerance(log, i), "loss");

        double[] upstream = [.. expected.Select((_, i) => 1.5 - (i % 3))];
        Outcome byProbability = TypePair.Doubles.Run(Surface.Spans, probability, Reduction.None, upstream);
        Outcome byLog = TypePair.Doubles.Run(Surface.Spans, log, Reduction.None, upstream);
        Close.Equal(byProbability.InputGradient, byLog.InputGradient, 4 * Eps, "d/dx");

        // The chain rule: d/d ln t = t d/dt.
        double[] chained = [.. byProbability.TargetGradient.Select((d, i) => d * probability.Target[i])];
        Close.Equal(chained, byLog.TargetGradient, i => 2 * Tolerance(log, i), "d/d ln t");
    });

    private static double Tolerance(Batch log, int i) =>
        double.IsInfinity(log.Target[i]) ? 0 : 4 * Eps * Math.Exp(log.Target[i]) * (1 + Math.Abs(log.Target[i]) + Math.Abs(log.Input[i]));
}
