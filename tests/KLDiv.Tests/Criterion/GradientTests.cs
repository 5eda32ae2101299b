namespace KLDiv.Tests.Criterion;

/// <summary>One way to take gradients.</summary>
public sealed record GradientCase(TypePair Types, Reduction Reduction, bool LogTarget)
{
    public static GradientCase[] All { get; } =
    [
        .. from types in TypePair.All
           from reduction in Enum.GetValues<Reduction>()
           from logTarget in (bool[])[false, true]
           select new GradientCase(types, reduction, logTarget),
    ];

    public override string ToString() => $"{Types}, {Reduction}{(LogTarget ? ", log target" : "")}";
}

/// <summary>Gradients against central differences, and against each other.</summary>
public sealed class GradientTests
{
    /// <summary>
    /// Of the magnitude of a derivative's terms: central differences with a step of 1e-4 of the value are off by 2e-9 of it for t ln t,
    /// by up to 1e-7 of it for e^t (t - x) with t near -4, and what is left is rounding in the loss.
    /// </summary>
    private const double DifferenceTolerance = 2e-7;

    private const double Step = 1e-4;

    private static readonly double[] s_weights = [0.5, 2, 1, 0, 3, 1.5];

    public static TheoryData<GradientCase> Cases => [.. GradientCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_central_differences_of_the_loss(GradientCase gradient)
    {
        (Batch batch, double[] upstream) = Draw(gradient, [2, 3, 4], seed: 1);
        Outcome actual = gradient.Types.Run(Surface.Spans, batch, gradient.Reduction, upstream);
        double arithmetic = DifferenceTolerance + (4 * gradient.Types.ArithmeticRounding);
        for (int i = 0; i < batch.Numel; i++)
        {
            double factor = Math.Abs(upstream[gradient.Reduction == Reduction.None ? i : 0])
                * batch.RowWeights![i / batch.Support] / batch.Divisor(gradient.Reduction);
            double perX = Difference(batch.Input, i, x => Loss(batch with { Input = x }, gradient.Reduction, upstream));
            double perT = Difference(batch.Target, i, t => Loss(batch with { Target = t }, gradient.Reduction, upstream));
            double xTolerance = factor * Math.Max(batch.LossMagnitude(i), Weight(batch, i)) * arithmetic;
            double tTolerance = factor * batch.TargetGradientMagnitude(i) * arithmetic;
            Close.Equal(perX, actual.InputGradient[i], xTolerance + (gradient.Types.InputRounding * Math.Abs(perX)), $"{gradient}: d/dx[{i}]");
            Close.Equal(perT, actual.TargetGradient[i], tTolerance + (gradient.Types.TargetRounding * Math.Abs(perT)), $"{gradient}: d/dt[{i}]");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_call_gives_the_same_bits(GradientCase gradient)
    {
        foreach (nint[] lengths in (nint[][])[[1], [5, 7], [3, 35], [2, 3, 4]])
        {
            (Batch batch, double[] upstream) = Draw(gradient, lengths, seed: 2);
            Outcome expected = gradient.Types.Run(Surface.Functions, batch, gradient.Reduction, upstream);
            foreach (Surface surface in Surface.AllFunctions)
            {
                Close.Same(expected, gradient.Types.Run(surface, batch, gradient.Reduction, upstream), $"{gradient}, {surface}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_module_gives_the_functions_numbers_rounded_to_the_inputs_type(GradientCase gradient)
    {
        (Batch batch, double[] upstream) = Draw(gradient, [3, 35], seed: 3);
        batch = batch with { RowWeights = null };
        Outcome functions = gradient.Types.Run(Surface.Functions, batch, gradient.Reduction, upstream);
        Outcome expected = functions with { Loss = gradient.Types.RoundUpstream(functions.Loss) };
        Close.Same(expected, gradient.Types.Run(Surface.Module, batch, gradient.Reduction, upstream), $"{gradient}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_written_over_their_operands_are_the_same(GradientCase gradient)
    {
        foreach (nint[] lengths in (nint[][])[[1], [5, 7], [3, 35], [2, 1100]])
        {
            (Batch batch, double[] upstream) = Draw(gradient, lengths, seed: 4);
            Outcome expected = gradient.Types.Run(Surface.Spans, batch, gradient.Reduction, upstream);
            Close.Same(expected, gradient.Types.RunInPlace(batch, gradient.Reduction, upstream), $"{gradient}");
        }
    }

    private static double Weight(Batch batch, int i) => batch.LogTarget ? Math.Exp(batch.Target[i]) : batch.Target[i];

    /// <summary>The loss in double, the pointwise losses times the upstream gradient where there is no reduction.</summary>
    private static double Loss(Batch batch, Reduction reduction, double[] upstream)
    {
        double[] loss = TypePair.Doubles.Run(Surface.Functions, batch, reduction, upstream).Loss;
        return loss.Zip(upstream, (l, g) => l * g).Sum();
    }

    private static double Difference(double[] values, int i, Func<double[], double> loss)
    {
        double At(double value)
        {
            double[] moved = [.. values];
            moved[i] = value;
            return loss(moved);
        }

        double above = values[i] + (Step * Math.Abs(values[i]));
        double below = values[i] - (Step * Math.Abs(values[i]));
        return (At(above) - At(below)) / (above - below);
    }

    /// <summary>Operands that the types can hold: x from -6 to -0.1, t from 0.02 to 1, or its logarithm, weights with a 0 among them.</summary>
    private static (Batch Batch, double[] Upstream) Draw(GradientCase gradient, nint[] lengths, int seed)
    {
        Random random = new(seed);
        int numel = (int)lengths.Aggregate((nint)1, (product, length) => product * length);
        double[] x = [.. Enumerable.Range(0, numel).Select(_ => -0.1 - (5.9 * random.NextDouble()))];
        double[] t = [.. Enumerable.Range(0, numel).Select(_ => 0.02 + (0.98 * random.NextDouble()))];
        Batch batch = new(lengths, x, gradient.LogTarget ? [.. t.Select(v => Math.Log(v) - 0.01)] : t, gradient.LogTarget);
        double[] weights = [.. Enumerable.Range(0, batch.Rows).Select(row => s_weights[row % s_weights.Length])];
        double[] upstream = gradient.Reduction == Reduction.None
            ? [.. Enumerable.Range(0, numel).Select(i => (i % 5 == 0 ? -1 : 1) * (0.5 + random.NextDouble()))]
            : [-0.75];
        return (gradient.Types.Round(batch) with { RowWeights = weights }, gradient.Types.RoundUpstream(upstream));
    }
}
