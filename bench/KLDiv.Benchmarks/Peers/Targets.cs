using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>How fast the works are meant to be. Ratios within a run count: machines vary.</summary>
internal static class Targets
{
    private const string Float = "float";

    public static IReadOnlyList<Target> All { get; } =
    [
        .. Limits(Float, 1, forward: 1.4, logTarget: 1.6, gradient: 1.3),
        .. Limits(Float, 2, forward: 1.25, logTarget: 1.4, gradient: 1.3),
        .. Limits("double", 1, forward: 2, logTarget: 2, gradient: 2),
        .. Limits("Half", 1, forward: 2, logTarget: 2, gradient: 2),
        new(Float, Shape.OutOfCache, 1, WorkNames.Slice, Quantity.TimesLimit, 1.2),

        // 0.35 ns an element where Dot takes 0.1.
        new(Float, Shape.InCache, 1, WorkNames.Forward, Quantity.TimesLimit, 3.5),
        new(Float, Shape.OneBatch, 1, WorkNames.Forward, Quantity.Nanoseconds, 120),
        new(Float, Shape.OneBatch, 1, WorkNames.Forward, Quantity.AllocatedBytes, 0),
        .. Torch(Shape.OutOfCache, 1, forward: 28, logTarget: 13, gradient: 20),
        .. Torch(Shape.OutOfCache, 2, forward: 22, logTarget: 12, gradient: 18),
        .. Torch(Shape.Large, 1, forward: 16, logTarget: 4, gradient: 16),
        .. Torch(Shape.InCache, 1, forward: 10, logTarget: 3.5, gradient: 12),
        new(Float, Shape.OutOfCache, 1, WorkNames.Distillation, Quantity.FasterThanTorch, 15),
        new(Float, Shape.OutOfCache, 1, WorkNames.DistillationGradient, Quantity.FasterThanTorch, 22),
        new(Float, Shape.OutOfCache, 2, WorkNames.Distillation, Quantity.FasterThanTorch, 12),
        new(Float, Shape.OutOfCache, 2, WorkNames.DistillationGradient, Quantity.FasterThanTorch, 18),
    ];

    private static IEnumerable<Target> Limits(string type, int threads, double forward, double logTarget, double gradient) =>
        OfThree(type, Shape.OutOfCache, threads, Quantity.TimesLimit, forward, logTarget, gradient);

    private static IEnumerable<Target> Torch(Shape shape, int threads, double forward, double logTarget, double gradient) =>
        OfThree(Float, shape, threads, Quantity.FasterThanTorch, forward, logTarget, gradient);

    private static IEnumerable<Target> OfThree(
        string type, Shape shape, int threads, Quantity quantity, double forward, double logTarget, double gradient) =>
    [
        new(type, shape, threads, WorkNames.Forward, quantity, forward),
        new(type, shape, threads, WorkNames.LogTarget, quantity, logTarget),
        new(type, shape, threads, WorkNames.Gradient, quantity, gradient),
    ];
}
