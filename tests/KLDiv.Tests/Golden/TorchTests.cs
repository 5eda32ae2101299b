namespace KLDiv.Tests.Golden;

/// <summary>Every recorded call of torch's kl_div, by each way in which ours can be called.</summary>
[Collection(Widths.Name)]
public sealed class TorchTests
{
    /// <summary>Of the expected value, in double.</summary>
    private const double DoubleTolerance = 1e-12;

    /// <summary>
    /// In float, of the expected value or of the larger of the two terms that it is the difference of (of the sum of these, for a sum):
    /// where they cancel, torch itself is up to 5e-5 of its own value away from the exact one, and 1.5e-7 of the larger term.
    /// </summary>
    private const double FloatTolerance = 4e-7;

    public static TheoryData<TorchCase> Cases => [.. TorchCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_module_gives_torchs_numbers(TorchCase torch) => Matches(torch, Surface.Module);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_functions_over_tensors_give_torchs_numbers(TorchCase torch) => Matches(torch, Surface.Functions);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_functions_over_spans_give_torchs_numbers(TorchCase torch) => Matches(torch, Surface.Spans);

    [Fact]
    public void Torchs_numbers_come_out_at_every_vector_width() =>
        Widths.ForEach(_ => Assert.All(TorchCase.All, torch => Matches(torch, Surface.Spans)));

    [Fact]
    public void Nothing_differs_from_torch_but_what_the_design_decides()
    {
        string[] different = [.. TorchCase.All.SelectMany(Differences)];

        Assert.Equal(DesignDecision.All.Select(Text).Order(StringComparer.Ordinal), different.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_recording_has_169_cases_with_distinct_names() =>
        Assert.Equal(169, TorchCase.All.Select(torch => torch.ToString()).Distinct(StringComparer.Ordinal).Count());

    private static void Matches(TorchCase torch, Surface surface)
    {
        Outcome expected = torch.Designed();
        Outcome actual = torch.Types.Run(surface, torch.Batch, torch.KLDivReduction, torch.Upstream);
        Outcome tolerance = Tolerance(torch);
        Close.Equal(expected.Loss, actual.Loss, i => tolerance.Loss[i], $"{torch}: loss");
        Close.Equal(expected.InputGradient, actual.InputGradient, i => tolerance.InputGradient[i], $"{torch}: d/dx");
        Close.Equal(expected.TargetGradient, actual.TargetGradient, i => tolerance.TargetGradient[i], $"{torch}: d/dt");
    }

    private static Outcome Tolerance(TorchCase torch)
    {
        if (torch.Types == TypePair.Doubles)
        {
            double[] Relative(double[] values) => Array.ConvertAll(values, v => DoubleTolerance * Math.Abs(v));
            Outcome designed = torch.Designed();
            return new(Relative(designed.Loss), Relative(designed.InputGradient), Relative(designed.TargetGradient));
        }

        Batch batch = torch.Batch;
        Reduction reduction = torch.KLDivReduction;
        double Upstream(int i) => Math.Abs(torch.Upstream[reduction == KLDiv.Reduction.None ? i : 0]) / batch.Divisor(reduction);
        double Loss(int i) => reduction == KLDiv.Reduction.None ? batch.LossMagnitude(i) : batch.SumMagnitude() / batch.Divisor(reduction);
        double[] Of(double[] values, Func<int, double> magnitude) =>
            [.. values.Select((v, i) => FloatTolerance * Math.Max(Math.Abs(v), magnitude(i)))];
        return new(
            Of(torch.Loss, Loss),
            Of(torch.GradInput, _ => 0),
            Of(torch.GradTarget, i => Upstream(i) * batch.TargetGradientMagnitude(i)));
    }

    private static IEnumerable<string> Differences(TorchCase torch)
    {
        Outcome actual = torch.Types.Run(Surface.Functions, torch.Batch, torch.KLDivReduction, torch.Upstream);
        Outcome tolerance = Tolerance(torch);
        IEnumerable<string> Of(string quantity, double[] recorded, double[] given, double[] tolerances) =>
            from i in Enumerable.Range(0, recorded.Length)
            where !Close.Are(recorded[i], given[i], tolerances[i])
            select Text(new(torch.Name, torch.LogTarget, quantity, i, given[i]));
        return
        [
            .. Of("loss", torch.Loss, actual.Loss, tolerance.Loss),
            .. Of("d/dx", torch.GradInput, actual.InputGradient, tolerance.InputGradient),
            .. Of("d/dt", torch.GradTarget, actual.TargetGradient, tolerance.TargetGradient),
        ];
    }

    private static string Text(DesignDecision decision) =>
        $"{decision.Case}{(decision.LogTarget ? " (log target)" : "")}: {decision.Quantity}[{decision.Element}] is {Math.Abs(decision.Value)}";
}
