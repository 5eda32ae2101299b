namespace KLDiv.Distilling;

/// <summary>What P is given as, known when a kernel is compiled.</summary>
internal interface ISideOfP
{
    static abstract bool IsLogits { get; }

    /// <summary>Whether it is logarithms of probabilities.</summary>
    static abstract bool IsLogarithm { get; }

    /// <summary>The least divergence to which float is enough: below it, what float does not hold may be what it is made of.</summary>
    static abstract double LeastDivergence { get; }
}

internal readonly struct LogitsOfP : ISideOfP
{
    public static bool IsLogits => true;

    public static bool IsLogarithm => false;

    public static double LeastDivergence => 1e-30;
}

internal readonly struct ProbabilitiesOfP : ISideOfP
{
    public static bool IsLogits => false;

    public static bool IsLogarithm => false;

    /// <summary>Their logarithms have some 30 digits before and behind the point.</summary>
    public static double LeastDivergence => 1e-5;
}

internal readonly struct LogProbabilitiesOfP : ISideOfP
{
    public static bool IsLogits => false;

    public static bool IsLogarithm => true;

    public static double LeastDivergence => 1e-10;
}
