namespace KLDiv.Benchmarks.Works;

/// <summary>What the works are called, where more than their declaration needs the name.</summary>
internal static class WorkNames
{
    public const string Forward = "forward";

    public const string LogTarget = "forward, log target";

    public const string Gradient = "forward + gradient";

    public const string LogTargetGradient = "forward + gradient, log target";

    public const string Slice = "forward, slice of columns";

    public const string Distillation = "distillation, from logits";

    public const string DistillationGradient = "distillation + student's gradient";
}
