namespace KLDiv.Reports;

/// <summary>One of the rows with the largest divergence.</summary>
public sealed record WorstRow
{
    /// <summary>The number of the row in the file, from 0.</summary>
    public required long Row { get; init; }

    /// <summary>Its divergence.</summary>
    public required double Divergence { get; init; }

    /// <summary>Its true class; null where it is not known.</summary>
    public required RowClass? Label { get; init; }

    /// <summary>The top class of the target.</summary>
    public required RowClass TargetTop { get; init; }

    /// <summary>The top class of the input.</summary>
    public required RowClass InputTop { get; init; }

    /// <summary>
    /// The classes with the largest of both probabilities, the most probable first: at most 12. Where the divergence is infinite, the most probable
    /// class that makes it so is among them, if need be as the last.
    /// </summary>
    public required IReadOnlyList<RowClass> Leading { get; init; }
}

/// <summary>A class in one row.</summary>
/// <param name="Class">The number of the class.</param>
/// <param name="Name">Its name; null where classes have none.</param>
/// <param name="P">Its probability in the target.</param>
/// <param name="Q">Its probability in the input.</param>
public sealed record RowClass(long Class, string? Name, double P, double Q);
