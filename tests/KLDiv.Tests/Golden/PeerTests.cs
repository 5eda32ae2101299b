namespace KLDiv.Tests.Golden;

/// <summary>What the tests and documentation of other libraries expect.</summary>
public sealed class PeerTests
{
    public static TheoryData<PeerCase> Cases => [.. PeerCase.All];

    public static TheoryData<PeerCase> CasesWithGradient => [.. PeerCase.All.Where(c => c.ExpectedGradInput is not null)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_peers_expectation_is_met(PeerCase peer)
    {
        double[] expected = peer.ExpectedValues;
        double[] actual = [.. Compute(peer.ToBatch(), peer.Reduction).Select(nats => nats / peer.NatsPerUnit)];
        Close.Equal(expected, actual, i => peer.ToleranceFor(expected[i]), peer.Source);
    }

    [Theory]
    [MemberData(nameof(CasesWithGradient))]
    public void A_peers_gradient_for_the_logits_is_met(PeerCase peer)
    {
        Batch batch = peer.ToBatch();
        double[] gradient = new double[batch.Numel];
        KLDivergence.InputGradient<double, double>(
            batch.Input, batch.Target, gradient, new(Enum.Parse<Reduction>(peer.Reduction, ignoreCase: true), batch.LogTarget), lengths: batch.Lengths);
        for (int start = 0; start < batch.Numel; start += batch.Support)
        {
            Span<double> row = gradient.AsSpan(start, batch.Support);
            LogSoftmax.Backward<double>(batch.Input.AsSpan(start, batch.Support), row, row);
        }

        double[] expected = PeerCase.Flat(peer.ExpectedGradInput!.Value);
        Close.Equal(expected, gradient, i => peer.ToleranceFor(expected[i]), peer.Source);
    }

    [Fact]
    public void All_71_cases_are_there_and_one_has_a_gradient()
    {
        Assert.Equal(71, Cases.Count);
        Assert.Single(CasesWithGradient);
    }

    private static double[] Compute(Batch batch, string reduction)
    {
        KLDivAccumulator accumulator = new();
        accumulator.Add<double, double>(batch.Input, batch.Target, batch.LogTarget, batch.RowWeights, batch.Lengths);
        return reduction switch
        {
            "none" => Pointwise(batch),
            "row" => PerRow(batch),
            "row_generalized" => [.. PerRow(batch).Zip(MassDifferences(batch), (divergence, mass) => divergence + mass)],
            "rowmean" => [PerRow(batch).Average()],
            "weighted_rowmean" => [accumulator.Loss(Reduction.Sum) / accumulator.TotalWeight],
            _ => [KLDivergence.Loss<double, double>(
                batch.Input, batch.Target, Enum.Parse<Reduction>(reduction, ignoreCase: true), batch.LogTarget, batch.RowWeights, batch.Lengths)],
        };
    }

    private static double[] Pointwise(Batch batch)
    {
        double[] losses = new double[batch.Numel];
        KLDivergence.Pointwise<double, double, double>(batch.Input, batch.Target, losses, batch.LogTarget, batch.RowWeights, batch.Lengths);
        return losses;
    }

    private static double[] PerRow(Batch batch)
    {
        double[] rows = new double[batch.Rows];
        KLDivergence.PerRow<double, double>(batch.Input, batch.Target, rows, batch.LogTarget, batch.RowWeights, batch.Lengths);
        return rows;
    }

    /// <summary>Σ q - Σ p of each row, which the generalised divergence adds for rows that do not sum to 1.</summary>
    private static IEnumerable<double> MassDifferences(Batch batch) =>
        batch.Input.Chunk(batch.Support).Zip(batch.Target.Chunk(batch.Support), (x, t) => x.Sum(Math.Exp) - t.Sum());
}
