namespace KLDiv.Tests.Criterion;

/// <summary>A shape without elements, and what its reductions are: Sum is 0, Mean NaN, BatchMean NaN where N = 0 and 0 otherwise.</summary>
public sealed record EmptyShape(nint[] Lengths, double BatchMean)
{
    public static EmptyShape[] All { get; } =
        [new([0], double.NaN), new([0, 3], double.NaN), new([3, 0], 0), new([2, 0, 3], 0), new([0, 2, 3], double.NaN)];

    public override string ToString() => $"[{string.Join(", ", Lengths)}]";
}

public sealed class EmptyTests
{
    public static TheoryData<EmptyShape> Shapes => [.. EmptyShape.All];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Reductions_of_nothing_are_0_or_NaN_as_designed(EmptyShape shape) => ForEachCall(shape, (types, surface, batch) =>
    {
        string what = $"{shape}, {types}, {surface}";
        Close.Equal(0, types.Run(surface, batch, Reduction.Sum, [1]).Loss[0], 0, $"{what}: Sum");
        Close.Equal(double.NaN, types.Run(surface, batch, Reduction.Mean, [1]).Loss[0], 0, $"{what}: Mean");
        Close.Equal(shape.BatchMean, types.Run(surface, batch, Reduction.BatchMean, [1]).Loss[0], 0, $"{what}: BatchMean");
    });

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Pointwise_losses_and_gradients_of_nothing_are_empty(EmptyShape shape) => ForEachCall(shape, (types, surface, batch) =>
    {
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Outcome outcome = types.Run(surface, batch, reduction, reduction == Reduction.None ? [] : [1]);
            Assert.Equal(reduction == Reduction.None ? 0 : 1, outcome.Loss.Length);
            Assert.Empty(outcome.InputGradient);
            Assert.Empty(outcome.TargetGradient);
        }
    });

    [Fact]
    public void Rows_without_elements_diverge_by_0()
    {
        double[] rows = [double.NaN, double.NaN, double.NaN];
        KLDivergence.PerRow<double, double>([], [], rows, lengths: [3, 0]);
        Assert.Equal([0, 0, 0], rows);
        KLDivergence.PerRow<double, double>([], [], rows, rowWeights: [1, 0, 2], lengths: [3, 0]);
        Assert.Equal([0, 0, 0], rows);
        KLDivergence.PerRow<double, double>([], [], [], lengths: [0, 3]);
    }

    [Fact]
    public void The_module_keeps_the_shape_of_an_empty_input()
    {
        foreach (EmptyShape shape in EmptyShape.All)
        {
            KLDivLoss criterion = new(Reduction.None);
            Assert.Equal(shape.Lengths, criterion.Forward(Array.Empty<double>().To<float>(shape.Lengths), Array.Empty<double>().To<float>(shape.Lengths)).Lengths);
        }
    }

    [Fact]
    public void An_accumulator_of_nothing_is_0_or_NaN_as_designed()
    {
        KLDivAccumulator accumulator = new();
        Assert.Equal(0, accumulator.Loss(Reduction.Sum));
        Assert.Equal(double.NaN, accumulator.Loss(Reduction.Mean));
        Assert.Equal(double.NaN, accumulator.Loss(Reduction.BatchMean));

        accumulator.Add<double, double>([], [], lengths: [3, 0]);
        Assert.Equal(0, accumulator.Loss(Reduction.Sum));
        Assert.Equal(double.NaN, accumulator.Loss(Reduction.Mean));
        Assert.Equal(0, accumulator.Loss(Reduction.BatchMean));
    }

    private static void ForEachCall(EmptyShape shape, Action<TypePair, Surface, Batch> test)
    {
        foreach (TypePair types in TypePair.All)
        {
            foreach (Surface surface in (Surface[])[Surface.Module, .. Surface.AllFunctions])
            {
                test(types, surface, new(shape.Lengths, [], []));
                test(types, surface, new(shape.Lengths, [], [], LogTarget: true));
            }
        }
    }
}
