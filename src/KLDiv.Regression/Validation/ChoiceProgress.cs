namespace KLDiv.Regression;

/// <summary>How far the choice of a penalty or a bandwidth by cross-validation is.</summary>
/// <param name="What">What is being chosen: <c>penalty</c> or <c>bandwidth</c>.</param>
/// <param name="Candidate">The number of the one that is being tried, from 1.</param>
/// <param name="Candidates">How many are tried at most: the search ends where others do worse and worse.</param>
/// <param name="FoldsDone">How many folds of it are done.</param>
/// <param name="Folds">How many there are.</param>
/// <param name="Done">The part of all choices that is done, if none ends early.</param>
public readonly record struct ChoiceProgress(string What, int Candidate, int Candidates, int FoldsDone, int Folds, double Done);
