using KLDiv.Regression.Tests.Tables;

namespace KLDiv.Regression.Tests.Validation;

/// <summary>Who waits for a choice is told how far it is, and where it ends.</summary>
public sealed class ChoiceProgressTests
{
    [Fact]
    public void Each_candidate_and_each_of_its_folds_is_told_with_how_many_there_are_at_most()
    {
        string text = "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7},{(i % 7) + (i * 13 % 5)}\n"));
        TableData data = Table.Read(text, new TableOptions { Value = "y", Bins = BinRule.Equal(8), Bandwidth = null });
        List<ChoiceProgress> told = [];
        TableFit fit = TableRegression.Fit(data, new RegressionOptions { ChoosesL2 = true, Folds = 4, Choosing = new Told<ChoiceProgress>(told.Add) });

        // A penalty, the bandwidth with it, and the penalty with that: of each candidate the start and four folds.
        ChoiceProgress[] starts = [.. told.Where(step => step.FoldsDone == 0)];
        Assert.Equal(5 * starts.Length, told.Count);
        Assert.All(told, step => Assert.Equal(4, step.Folds));
        Assert.Equal(fit.Bandwidths.Count, starts.Count(step => step.What is "bandwidth"));
        Assert.Equal(fit.Penalties!.Steps.Count, starts.Reverse().TakeWhile(step => step.What is "penalty").Count());
        Assert.All(starts, step => Assert.InRange(step.Candidate, 1, step.Candidates));
        Assert.Equal(told.Select(step => step.Done).Order(), told.Select(step => step.Done));
        Assert.InRange(told[^1].Done, 0.67, 1);
        Assert.Equal(["penalty", "bandwidth", "penalty"], starts.Where(step => step.Candidate == 1).Select(step => step.What), StringComparer.Ordinal);
    }
}
