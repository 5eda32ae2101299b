namespace KLDiv.Benchmarks.Peers;

/// <summary>How things are called in the tables.</summary>
internal static class Words
{
    /// <summary>The C# keyword of an element type, where it has one.</summary>
    public static string Type<T>() => typeof(T) == typeof(float) ? "float" : typeof(T) == typeof(double) ? "double" : typeof(T).Name;

    public static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    /// <summary>About three digits, never in scientific notation.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 1 => $"{value:0.000}",
        < 10 => $"{value:0.00}",
        < 100 => $"{value:0.0}",
        _ => $"{value:N0}",
    };
}
