using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Says how far the choice of a penalty or a bandwidth is.</summary>
/// <param name="progress">The line that says it.</param>
internal sealed class ChoiceDone(ProgressLine progress) : IProgress<ChoiceProgress>
{
    public void Report(ChoiceProgress value) => progress.Report(
        value.Done, $"{value.What}: candidate {value.Candidate} of at most {value.Candidates}, fold {Math.Min(value.FoldsDone + 1, value.Folds)} of {value.Folds}");
}
