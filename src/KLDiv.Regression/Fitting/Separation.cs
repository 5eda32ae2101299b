namespace KLDiv.Regression;

/// <summary>Why the minimum of a divergence lies at infinity: a class that can be told from the others without fail, so that ever larger weights fit ever better.</summary>
/// <remarks>A. Albert and J. A. Anderson 1984, "On the existence of maximum likelihood estimates in logistic regression models", Biometrika 71:1-10.</remarks>
/// <param name="Class">The number of the class or bin.</param>
/// <param name="Terms">
/// The features that tell: none where the class is never seen; one where it never happens beyond <paramref name="Bound"/>; or several that do it together,
/// those of the largest weights first. With interactions a number beyond the features is that of a product.
/// </param>
/// <param name="Bound">The last value of the feature with which the class happens; NaN unless there is one feature.</param>
/// <param name="IsAbove">Whether it never happens above the bound; false: below.</param>
public sealed record Separation(int Class, IReadOnlyList<int> Terms, double Bound, bool IsAbove);
