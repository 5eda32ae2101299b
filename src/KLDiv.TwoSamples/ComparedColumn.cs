using KLDiv.Regression;

namespace KLDiv.TwoSamples;

/// <summary>A column that two tables have, and how far apart its samples are.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sort">What its cells are, in both tables; of one of which it has nothing, in the other.</param>
/// <param name="Divergence">How far the samples are apart.</param>
/// <param name="Levels">The names of the cells of categories; empty for others.</param>
public sealed record ComparedColumn(string Name, ColumnSort Sort, SampleDivergence Divergence, IReadOnlyList<string> Levels);
