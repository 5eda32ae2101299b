namespace KLDiv.Tests.Golden;

/// <summary>One call of torch's kl_div, with what it gave.</summary>
public sealed record TorchCase(
    string Name,
    string Dtype,
    int[] Shape,
    string Reduction,
    bool LogTarget,
    double[] Input,
    double[] Target,
    double[] Upstream,
    double[] Loss,
    double[] GradInput,
    double[] GradTarget)
{
    public static TorchCase[] All { get; } = GoldenFile.Read<TorchCase>("torch-kl-div.json");

    public TypePair Types => Dtype switch
    {
        "float32" => TypePair.Floats,
        "float64" => TypePair.Doubles,
        _ => throw new InvalidOperationException($"No element type {Dtype}."),
    };

    public Reduction KLDivReduction => Enum.Parse<Reduction>(Reduction, ignoreCase: true);

    /// <summary>The operands; a tensor without dimensions is run as one of one element, which for every reduction means the same.</summary>
    public Batch Batch => new(Shape.Length == 0 ? [1] : Array.ConvertAll(Shape, length => (nint)length), Input, Target, LogTarget);

    /// <summary>Torch's numbers, but for those that the design decides otherwise.</summary>
    public Outcome Designed() => DesignDecision.Apply(this, new(Loss, GradInput, GradTarget));

    public override string ToString() => $"{Name}, {Dtype} [{string.Join(", ", Shape)}] {Reduction}{(LogTarget ? ", log target" : "")}";
}

/// <summary>An element of a torch case that design section 2 decides otherwise than torch.</summary>
public sealed record DesignDecision(string Case, bool LogTarget, string Quantity, int Element, double Value)
{
    /// <summary>All of them: torch answers NaN to each, for 0 times infinity or for d/dt at t = 0.</summary>
    public static DesignDecision[] All { get; } =
    [
        new("t=0, x finite", LogTarget: false, "d/dt", 0, 0),
        new("t=-0", LogTarget: false, "d/dt", 0, 0),
        new("t=0, x=-inf", LogTarget: false, "loss", 0, 0),
        new("t=0, x=-inf", LogTarget: false, "d/dt", 0, 0),
        new("t=0, x=+inf", LogTarget: false, "loss", 0, 0),
        new("t=0, x=+inf", LogTarget: false, "d/dt", 0, 0),
        new("lt=-inf, x finite", LogTarget: true, "loss", 0, 0),
        new("lt=-inf, x finite", LogTarget: true, "d/dt", 0, 0),
        new("lt=-inf, x=-inf", LogTarget: true, "loss", 0, 0),
        new("lt=-inf, x=-inf", LogTarget: true, "d/dt", 0, 0),
    ];

    public static Outcome Apply(TorchCase torch, Outcome outcome) =>
        new(Apply(torch, "loss", outcome.Loss), Apply(torch, "d/dx", outcome.InputGradient), Apply(torch, "d/dt", outcome.TargetGradient));

    private static double[] Apply(TorchCase torch, string quantity, double[] values) =>
        [.. values.Select((value, i) => All.FirstOrDefault(d => d.IsOf(torch, quantity, i))?.Value ?? value)];

    private bool IsOf(TorchCase torch, string quantity, int element) =>
        (Case, LogTarget, Quantity, Element) == (torch.Name, torch.LogTarget, quantity, element);
}
