using KLDiv.Comparing;

namespace KLDiv.Reports.Finishing;

/// <summary>The classes that contribute most.</summary>
internal static class ClassRanking
{
    public static IReadOnlyList<ClassContribution> Of(ReportState state)
    {
        ClassTotals classes = state.Classes;
        double weight = RowTotals.Value(state.Totals[RowTotals.Cell.Weight]);
        Int128 total = 0;
        bool isInfinite = false;
        PriorityQueue<int, (long Infinite, Int128 Terms, int Before)> best = new();
        for (int i = 0; i < classes.Terms.Length; i++)
        {
            total += classes.Terms[i];
            isInfinite |= classes.Infinite[i] > 0;
            if (classes.Terms[i] > 0 || classes.Infinite[i] > 0)
            {
                best.Enqueue(i, (classes.Infinite[i], classes.Terms[i], -i));
                if (best.Count > state.Subject.Top)
                {
                    best.Dequeue();
                }
            }
        }

        List<ClassContribution> ranking = [];
        while (best.TryDequeue(out int index, out (long Infinite, Int128 Terms, int Before) rank))
        {
            double contribution = Math.ScaleB((double)rank.Terms, -ClassSums.TermScale) / weight;
            ranking.Insert(0, new ClassContribution(
                index,
                state.Names?[index],
                rank.Infinite > 0 ? double.PositiveInfinity : contribution,
                isInfinite ? double.NaN : (double)rank.Terms / (double)total,
                Probability(classes.Target[index]) / weight,
                Probability(classes.Input[index]) / weight));
        }

        return ranking;
    }

    private static double Probability(Int128 sum) => Math.ScaleB((double)sum, -ClassSums.ProbabilityScale);
}
