using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Tests.Criterion;

/// <summary>A call that must be refused, and the whole message.</summary>
public sealed record Refusal(string Case, Type Exception, string Message, Action Call)
{
    public override string ToString() => Case;
}

public sealed class ValidationTests
{
    private const string UseUpstreamTensor = "Reduction.None gives a tensor; call the overload with an upstream tensor. (Parameter 'reduction')";

    private static readonly double[] s_six = new double[6];
    private static readonly nint[] s_twoByThree = [2, 3];

    public static TheoryData<Refusal> Refusals => [.. Reductions(), .. Shapes(), .. Weights(), .. Types(), .. Others()];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_call_is_refused_with_its_names_and_values(Refusal refusal)
    {
        Exception thrown = Assert.Throws(refusal.Exception, refusal.Call);
        Assert.Equal(refusal.Message, thrown.Message);
    }

    [Theory]
    [InlineData((Reduction)(-1))]
    [InlineData((Reduction)5)]
    public void An_undefined_reduction_is_refused_everywhere(Reduction undefined)
    {
        double[] gradient = new double[6];
        string message = $"The reduction must be None, Mean, Sum, BatchMean or WeightedMean. (Parameter 'reduction')\nActual value was {undefined}.";
        Action[] calls =
        [
            () => KLDivergence.Loss<double, double>(s_six, s_six, undefined),
            () => KLDivergence.Loss(Zeros(2, 3), Zeros(2, 3), undefined),
            () => KLDivergence.LossAndGradient<double, double>(s_six, s_six, gradient, options: undefined),
            () => KLDivergence.InputGradient<double, double>(s_six, s_six, gradient, undefined),
            () => KLDivergence.TargetGradient<double, double>(s_six, s_six, gradient, undefined),
            () => _ = new KLDivLoss(undefined),
            () => new KLDivAccumulator().Loss(undefined),
        ];
        Assert.All(calls, call => Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(call).Message.ReplaceLineEndings("\n")));
    }

    [Fact]
    public void A_gradient_or_weights_that_are_empty_and_not_default_are_refused()
    {
        double[] none = [];
        Assert.Equal(
            "rowWeights has 0 elements, input of shape [2, 3] has 2 rows; they must be equal. (Parameter 'rowWeights')",
            Assert.Throws<ArgumentException>(() => KLDivergence.Loss<double, double>(s_six, s_six, rowWeights: none, lengths: s_twoByThree)).Message);
        Assert.Equal(
            "inputGradient has 0 elements, the lengths [2, 3] ask for 6. (Parameter 'inputGradient')",
            Assert.Throws<ArgumentException>(() => KLDivergence.LossAndGradient<double, double>(s_six, s_six, none, lengths: s_twoByThree)).Message);
        Assert.Throws<ArgumentException>("targetGradient", () => KLDivergence.LossAndGradient<double, double>(s_six, s_six, default, none));
        Assert.Throws<ArgumentException>(
            "inputGradient", () => KLDivergence.PointwiseAndGradient<double, double, double, double>(s_six, s_six, s_six, new double[6], none));
        Assert.Throws<ArgumentException>("inputGradient", () => KLDivergence.LossAndGradient(Zeros(2, 3), Zeros(2, 3), Tensor<double>.Empty));
        Assert.Equal(0, KLDivergence.LossAndGradient<double, double>(s_six, s_six, default, default, Reduction.Sum));
        Assert.Equal(0, KLDivergence.LossAndGradient<double, double>(none, none, none, none, Reduction.Sum));
    }

    [Fact]
    public void A_null_tensor_is_refused_by_name()
    {
        Tensor<double> x = Zeros(2, 3);
        Assert.Throws<ArgumentNullException>("input", () => KLDivergence.Loss((Tensor<double>)null!, x));
        Assert.Throws<ArgumentNullException>("target", () => KLDivergence.Loss(x, (Tensor<double>)null!));
        Assert.Throws<ArgumentNullException>("destination", () => KLDivergence.Pointwise(x, x, (Tensor<double>)null!));
        Assert.Throws<ArgumentNullException>("inputGradient", () => KLDivergence.InputGradient(x, x, null!));
        Assert.Throws<ArgumentNullException>("targetGradient", () => KLDivergence.TargetGradient(x, x, null!));
        Assert.Throws<ArgumentNullException>("input", () => new KLDivLoss().Forward<double, double>(null!, x));
        Assert.Throws<ArgumentNullException>("target", () => new KLDivLoss().Forward<double, double>(x, null!));
        Assert.Throws<ArgumentNullException>("target", () => new KLDivLoss().Backward<double, double>(x, null!, Zeros(1)));
        Assert.Throws<ArgumentNullException>("upstream", () => new KLDivLoss(Reduction.None).Backward(x, x));
        Assert.Throws<ArgumentNullException>("upstream", () => new KLDivLoss(Reduction.None).BackwardTarget(x, x));
        Assert.Throws<ArgumentNullException>("input", () => new KLDivAccumulator().Add<double, double>((Tensor<double>)null!, x));
        Assert.Throws<ArgumentNullException>("other", () => new KLDivAccumulator().Merge(null!));
        Assert.Throws<ArgumentNullException>("other", () => KLDivAccumulator.Combine(new(), null!));
    }

    [Fact]
    public void A_refused_batch_adds_nothing()
    {
        KLDivAccumulator accumulator = new();
        Assert.Throws<ArgumentException>(() => accumulator.Add<double, double>(s_six, s_six, rowWeights: [1, -1], lengths: s_twoByThree));
        Assert.Equal((0, 0, 0, 0), (accumulator.BatchSize, accumulator.Numel, accumulator.Rows, accumulator.TotalWeight));
    }

    private static IEnumerable<Refusal> Reductions()
    {
        double[] gradient = new double[6];
        yield return Argument(
            "Loss without a reduction",
            "Reduction.None gives a tensor; call Pointwise. (Parameter 'reduction')",
            () => KLDivergence.Loss<double, double>(s_six, s_six, Reduction.None));
        yield return Argument(
            "LossAndGradient without a reduction",
            "Reduction.None gives a tensor; call PointwiseAndGradient. (Parameter 'reduction')",
            () => KLDivergence.LossAndGradient<double, double>(s_six, s_six, gradient, options: Reduction.None));
        yield return Argument(
            "InputGradient without a reduction or an upstream tensor",
            UseUpstreamTensor,
            () => KLDivergence.InputGradient<double, double>(s_six, s_six, gradient, Reduction.None));
        yield return Argument(
            "TargetGradient without a reduction or an upstream tensor",
            UseUpstreamTensor,
            () => KLDivergence.TargetGradient<double, double>(s_six, s_six, gradient, Reduction.None));
        yield return Argument(
            "An accumulator's loss without a reduction",
            "Reduction.None gives a tensor; call Pointwise. (Parameter 'reduction')",
            () => new KLDivAccumulator().Loss(Reduction.None));
    }

    private static IEnumerable<Refusal> Shapes()
    {
        yield return Argument(
            "Other shapes",
            "input has shape [3, 5], target has shape [3, 4]; they must be equal. (Parameter 'target')",
            () => KLDivergence.Loss(Zeros(3, 5), Zeros(3, 4)));
        yield return Argument(
            "A shape that would broadcast",
            "input has shape [3, 5], target has shape [1, 5]; they must be equal. (Parameter 'target')",
            () => new KLDivLoss().Forward(Zeros(3, 5), Zeros(1, 5)));
        yield return Argument(
            "The same elements in another rank",
            "input has shape [6], target has shape [2, 3]; they must be equal. (Parameter 'target')",
            () => new KLDivAccumulator().Add(Zeros(6), Zeros(2, 3)));
        yield return Argument(
            "A destination of another shape",
            "input has shape [2, 3], destination has shape [3, 2]; they must be equal. (Parameter 'destination')",
            () => KLDivergence.Pointwise(Zeros(2, 3), Zeros(2, 3), Zeros(3, 2)));
        yield return Argument(
            "An input gradient of another shape",
            "input has shape [2, 3], inputGradient has shape [3, 2]; they must be equal. (Parameter 'inputGradient')",
            () => KLDivergence.LossAndGradient(Zeros(2, 3), Zeros(2, 3), Zeros(3, 2)));
        yield return Argument(
            "An input gradient without elements, of another shape",
            "input has shape [2, 3], inputGradient has shape [0, 3]; they must be equal. (Parameter 'inputGradient')",
            () => KLDivergence.LossAndGradient(Zeros(2, 3), Zeros(2, 3), Zeros(0, 3)));
        yield return Argument(
            "A target gradient of another shape",
            "input has shape [2, 3], targetGradient has shape [3, 2]; they must be equal. (Parameter 'targetGradient')",
            () => KLDivergence.TargetGradient(Zeros(2, 3), Zeros(2, 3), Zeros(3, 2)));
        yield return Argument(
            "An upstream tensor of another shape",
            "input has shape [2, 3], upstream has shape [3, 2]; they must be equal. (Parameter 'upstream')",
            () => KLDivergence.InputGradient(Zeros(2, 3), Zeros(2, 3), Zeros(3, 2), Zeros(2, 3)));
        yield return Argument(
            "A module's upstream of several elements for one loss",
            "upstream has 2 elements; the loss of Reduction.Mean has 1. (Parameter 'upstream')",
            () => new KLDivLoss().Backward(Zeros(2, 3), Zeros(2, 3), Zeros(2)));
        yield return Argument(
            "A module's upstream of no elements for one loss",
            "upstream has 0 elements; the loss of Reduction.Sum has 1. (Parameter 'upstream')",
            () => new KLDivLoss(Reduction.Sum).BackwardTarget(Zeros(2, 3), Zeros(2, 3), Zeros(0)));
        yield return Argument(
            "A module's upstream of another shape for pointwise losses",
            "input has shape [2, 3], upstream has shape [1]; they must be equal. (Parameter 'upstream')",
            () => new KLDivLoss(Reduction.None).Backward(Zeros(2, 3), Zeros(2, 3), Zeros(1)));
        yield return Argument(
            "Tensor spans without dimensions",
            "input has no dimensions; at least one is needed. (Parameter 'input')",
            () => KLDivergence.Loss(default(ReadOnlyTensorSpan<double>), default(ReadOnlyTensorSpan<double>)));
    }

    private static IEnumerable<Refusal> Weights()
    {
        foreach ((double[] weights, string message) in ((double[], string)[])
        [
            ([1], "rowWeights has 1 elements, input of shape [2, 3] has 2 rows; they must be equal."),
            ([1, 1, 1], "rowWeights has 3 elements, input of shape [2, 3] has 2 rows; they must be equal."),
            ([1, -0.5], "rowWeights[1] is -0.5; weights must be finite and at least 0."),
            ([double.NaN, 1], "rowWeights[0] is NaN; weights must be finite and at least 0."),
            ([1, double.PositiveInfinity], "rowWeights[1] is Infinity; weights must be finite and at least 0."),
        ])
        {
            yield return Argument(
                $"Row weights {string.Join(", ", weights)}",
                $"{message} (Parameter 'rowWeights')",
                () => KLDivergence.Loss(Zeros(2, 3), Zeros(2, 3), rowWeights: weights));
        }
    }

    private static IEnumerable<Refusal> Types()
    {
        const string Message = "The element type System.Runtime.InteropServices.NFloat is not supported; float, double and Half are.";
        NFloat[] six = new NFloat[6];
        yield return new(
            "An input of NFloat", typeof(NotSupportedException), Message, () => KLDivergence.Loss<NFloat, double>(six, s_six));
        yield return new(
            "A target of NFloat", typeof(NotSupportedException), Message, () => KLDivergence.Loss<double, NFloat>(s_six, six));
        yield return new(
            "A destination of NFloat", typeof(NotSupportedException), Message, () => KLDivergence.Pointwise<double, double, NFloat>(s_six, s_six, six));
    }

    private static IEnumerable<Refusal> Others()
    {
        yield return Argument(
            "Lengths that ask for more than the input holds",
            "input has 6 elements, the lengths [2, 4] ask for 8. (Parameter 'input')",
            () => KLDivergence.Loss<double, double>(s_six, s_six, lengths: [2, 4]));
        yield return Argument(
            "A target longer than the input",
            "input has shape [5], target has shape [6]; they must be equal. (Parameter 'target')",
            () => KLDivergence.Loss<double, double>(s_six.AsSpan(0, 5), s_six));
        yield return Argument(
            "A destination shorter than the input",
            "input has shape [6], destination has shape [5]; they must be equal. (Parameter 'destination')",
            () => KLDivergence.Pointwise<double, double, double>(s_six, s_six, new double[5]));
        yield return Argument(
            "A gradient shorter than the input",
            "inputGradient has 5 elements, the lengths [2, 3] ask for 6. (Parameter 'inputGradient')",
            () => KLDivergence.LossAndGradient<double, double>(s_six, s_six, new double[5], lengths: s_twoByThree));
        yield return Argument(
            "A destination that has not one element a row",
            "destination has 3 elements, input of shape [2, 3] has 2 rows; they must be equal. (Parameter 'destination')",
            () => KLDivergence.PerRow<double, double>(s_six, s_six, new double[3], lengths: s_twoByThree));
        yield return Argument(
            "Lengths beyond counting",
            $"The lengths [{nint.MaxValue}, 3] ask for more elements than can be counted. (Parameter 'lengths')",
            () => KLDivergence.Loss<double, double>(s_six, s_six, lengths: [nint.MaxValue, 3]));
        yield return new(
            "A negative length",
            typeof(ArgumentOutOfRangeException),
            $"lengths ('-2') must be a non-negative value. (Parameter 'lengths'){Environment.NewLine}Actual value was -2.",
            () => KLDivergence.Loss<double, double>(s_six, s_six, lengths: [-2, -3]));
        yield return new(
            "No thread",
            typeof(ArgumentOutOfRangeException),
            $"value ('0') must be greater than or equal to '1'. (Parameter 'value'){Environment.NewLine}Actual value was 0.",
            () => KLDivergence.MaxDegreeOfParallelism = 0);
    }

    private static Refusal Argument(string name, string message, Action call) => new(name, typeof(ArgumentException), message, call);

    private static Tensor<double> Zeros(params ReadOnlySpan<nint> lengths) => Tensor.CreateFromShape<double>(lengths);
}
