namespace KLDiv.Reports;

/// <summary>What a class contributes to the divergence.</summary>
/// <param name="Class">The number of the class.</param>
/// <param name="Name">Its name; null where classes have none.</param>
/// <param name="Contribution">The mean over the rows of its term of the divergence, which is not negative; the classes' add up to the mean divergence
/// where rows add up to 1.</param>
/// <param name="Share">Its part of all classes' contributions, 0 to 1; NaN where these are 0 or infinite.</param>
/// <param name="MeanP">Its mean probability in the target.</param>
/// <param name="MeanQ">Its mean probability in the input.</param>
public sealed record ClassContribution(long Class, string? Name, double Contribution, double Share, double MeanP, double MeanQ);
