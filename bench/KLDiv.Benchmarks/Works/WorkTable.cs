using System.Numerics;

namespace KLDiv.Benchmarks.Works;

/// <summary>All that is measured, for each element type. A new row is all that a new work needs to be in every benchmark.</summary>
internal static class WorkTable
{
    public static IReadOnlyList<Work<T>> Of<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
    [
        new(WorkNames.Forward, KLDivCalls<T>.Forward, LimitCalls<T>.Dot, ComposedCalls<T>.Forward,
            "F.kl_div(x, t, reduction='batchmean')"),
        new(WorkNames.LogTarget, KLDivCalls<T>.LogTarget, LimitCalls<T>.Dot, ComposedCalls<T>.LogTarget,
            "F.kl_div(x, log_t, reduction='batchmean', log_target=True)"),
        new(WorkNames.Gradient, KLDivCalls<T>.Gradient, LimitCalls<T>.Multiply, ComposedCalls<T>.Gradient,
            "backward(F.kl_div(leaf, t, reduction='batchmean'))"),
        new(WorkNames.LogTargetGradient, KLDivCalls<T>.LogTargetGradient, LimitCalls<T>.Multiply, ComposedCalls<T>.LogTargetGradient,
            "backward(F.kl_div(leaf, log_t, reduction='batchmean', log_target=True))"),
        new("per row", KLDivCalls<T>.PerRow, LimitCalls<T>.Dot, null,
            "F.kl_div(x, t, reduction='none').sum(-1)"),
        new("weighted rows", KLDivCalls<T>.Weighted, LimitCalls<T>.Dot, null,
            "(F.kl_div(x, t, reduction='none').sum(-1) * w).sum() / len(x)"),
        new("pointwise", KLDivCalls<T>.Pointwise, LimitCalls<T>.Multiply, null,
            "F.kl_div(x, t, reduction='none')"),
        new(WorkNames.Slice, KLDivCalls<T>.Slice, KLDivCalls<T>.Forward, null,
            "F.kl_div(x_slice, t_slice, reduction='batchmean')"),
        new(WorkNames.Distillation, KLDivCalls<T>.Distillation, LimitCalls<T>.Dot, null,
            "F.kl_div(F.log_softmax(x / 2, -1), F.softmax(log_t / 2, -1), reduction='batchmean') * 4"),
        new(WorkNames.DistillationGradient, KLDivCalls<T>.DistillationGradient, LimitCalls<T>.Dot, null,
            "backward(F.kl_div(F.log_softmax(leaf / 2, -1), F.softmax(log_t / 2, -1), reduction='batchmean') * 4)"),
    ];
}
