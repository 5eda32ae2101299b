namespace KLDiv.Pages.Charts;

/// <summary>A value that an axis names.</summary>
/// <param name="Value">Where it is.</param>
/// <param name="Label">What is written there.</param>
internal readonly record struct Tick(double Value, string Label);

/// <summary>How the values of an axis become places along it.</summary>
internal abstract class Scale
{
    /// <summary>The place of a value: 0 at the beginning of the axis and 1 at its end; values beyond are at the nearer end.</summary>
    /// <param name="value">A value.</param>
    /// <returns>The place.</returns>
    public abstract double Position(double value);

    /// <summary>The extent of what goes from one value to another.</summary>
    /// <param name="first">The lesser value.</param>
    /// <param name="last">The greater value.</param>
    /// <returns>The places of its ends.</returns>
    public virtual (double From, double To) Span(double first, double last) => (Position(first), Position(last));

    /// <summary>Values to be named, evenly placed and of as few digits as will do.</summary>
    /// <param name="most">How many of them there is room for, at least 2.</param>
    /// <returns>The values, in ascending order.</returns>
    public abstract IReadOnlyList<Tick> Ticks(int most);
}
