using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Benchmarks.Rows;

/// <summary>The works over rows: for each a call of this library, and where there are any, a plain loop and one composed of TensorPrimitives.</summary>
internal static class RowWorks
{
    private static readonly Dictionary<string, Func<RowOperands, Action[]>> s_works = new(StringComparer.Ordinal)
    {
        ["PerRow"] = o => [() => KLDivergence.PerRow<float, float>(o.LogProbabilities, o.Targets, o.Sums, lengths: o.Lengths), () => PlainRows.PerRow(o)],
        ["loss, flat"] = o => [() => o.Sums[0] = KLDivergence.Loss<float, float>(o.LogProbabilities, o.Targets, lengths: o.Lengths)],
        ["loss, weights of 1"] = o => [() => o.Sums[0] = KLDivergence.Loss<float, float>(o.LogProbabilities, o.Targets, rowWeights: o.Ones, lengths: o.Lengths)],
        ["loss, one target for all"] = o => [() => o.Sums[0] = KLDivergence.Loss<float, float>(
            new ReadOnlyTensorSpan<float>(o.LogProbabilities, o.Lengths), new ReadOnlyTensorSpan<float>(o.Targets, 0, o.Lengths, [0, 1]))],
        ["loss, pitched"] = o => [() => o.Sums[0] = KLDivergence.Loss<float, float>(
            new ReadOnlyTensorSpan<float>(o.Pitched, 0, o.Lengths, [o.Classes + 3, 1]), new ReadOnlyTensorSpan<float>(o.Targets, o.Lengths))],
        ["Accumulator.Add"] = o => [() => o.Accumulator.Add<float, float>(o.LogProbabilities, o.Targets, lengths: o.Lengths), () => PlainRows.PerRow(o)],
        ["distillation"] = o => [
            () => o.Sums[0] = Distillation.Loss<float, float>(o.Student, o.Teacher, lengths: o.Lengths), () => PlainRows.Distillation(o, gradient: false),
            () => ComposedRows.Distillation(o)],
        ["distillation, gradient"] = o => [
            () => o.Sums[0] = Distillation.LossAndGradient<float, float>(o.Student, o.Teacher, o.Result, lengths: o.Lengths), () => PlainRows.Distillation(o, gradient: true)],
        ["Jensen-Shannon"] = o => [
            () => o.Sums[0] = Distillation.Loss<float, float>(o.Student, o.Teacher, new DistillationOptions(beta: 0.5), lengths: o.Lengths), () => PlainRows.JensenShannon(o)],
        ["logits to probabilities, gradient"] = o => [
            () => o.Sums[0] = TargetDivergence.LossAndGradient<float, float>(o.Student, o.Targets, o.Result, lengths: o.Lengths), () => PlainRows.ToProbabilities(o),
            () => ThreeCalls(o)],
        ["LogSoftmax"] = o => [() => LogSoftmax.Forward<float>(o.Student, o.Result, lengths: o.Lengths), () => PlainRows.LogSoftmax(o), () => ComposedRows.Softmax(o)],
        ["Softmax"] = o => [() => Softmax.Forward<float>(o.Student, o.Result, lengths: o.Lengths), () => PlainRows.Softmax(o), () => ComposedRows.Softmax(o)],
        ["LogSoftmax.Backward"] = o => [
            () => LogSoftmax.Backward<float>(o.LogProbabilities, o.Teacher, o.Result, lengths: o.Lengths), () => PlainRows.LogSoftmaxBackward(o)],
        ["LabelSmoothing"] = o => [() => LabelSmoothing.Smooth<float>(o.Targets, o.Result, 0.1, o.Lengths), () => PlainRows.Smooth(o)],
        ["distillation, classes in the middle"] = o => [
            () => o.Sums[0] = Distillation.Loss(
                new ReadOnlyTensorSpan<float>(o.Student, [1, o.Classes, o.Rows]), new ReadOnlyTensorSpan<float>(o.Teacher, [1, o.Classes, o.Rows]), axis: 1),
            () => PlainRows.DistillationInTheMiddle(o)],
    };

    /// <summary>What one call replaces: three of this library, in place of TensorPrimitives.</summary>
    private static void ThreeCalls(RowOperands o)
    {
        LogSoftmax.Forward<float>(o.Student, o.Result, lengths: o.Lengths);
        o.Sums[0] = KLDivergence.LossAndGradient<float, float>(o.Result, o.Targets, o.Gradient, options: new KLDivOptions(reduction: Reduction.BatchMean), lengths: o.Lengths);
        LogSoftmax.Backward<float>(o.Result, o.Gradient, o.Result, lengths: o.Lengths);
    }

    public static IEnumerable<string> Names => s_works.Keys;

    public static IReadOnlyList<Action> Of(string name, int rows, int classes) => s_works[name](new RowOperands(rows, classes));
}
