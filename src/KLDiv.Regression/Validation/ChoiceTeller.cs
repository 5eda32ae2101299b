namespace KLDiv.Regression.Validation;

/// <summary>Tells how far choices are: some in a row, each of candidates that are tried on folds side by side.</summary>
/// <param name="progress">Whom it tells; null: nobody.</param>
/// <param name="choices">How many choices there are.</param>
/// <param name="folds">The folds of each candidate.</param>
internal sealed class ChoiceTeller(IProgress<ChoiceProgress>? progress, int choices, int folds)
{
    private readonly Lock _telling = new();
    private string _what = "";
    private int _choice = -1;
    private int _candidate;
    private int _candidates;
    private int _done;

    /// <summary>Begins the next choice.</summary>
    public void Choose(string what, int candidates) => (_what, _choice, _candidate, _candidates) = (what, _choice + 1, 0, candidates);

    /// <summary>Begins the next candidate.</summary>
    public void Try()
    {
        (_candidate, _done) = (_candidate + 1, 0);
        Tell();
    }

    /// <summary>A fold of it is done.</summary>
    public void FoldIsDone()
    {
        lock (_telling)
        {
            _done++;
            Tell();
        }
    }

    private void Tell() => progress?.Report(new ChoiceProgress(
        _what, _candidate, _candidates, _done, folds, (_choice + Math.Min(1, (_candidate - 1 + ((double)_done / folds)) / _candidates)) / choices));
}
