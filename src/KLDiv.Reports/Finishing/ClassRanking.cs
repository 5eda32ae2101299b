using KLDiv.Reports.State;

namespace KLDiv.Reports.Finishing;

/// <summary>The classes that contribute most.</summary>
internal static class ClassRanking
{
    public static IReadOnlyList<ClassContribution> Of(ReportState state)
    {
        ClassTotals classes = state.Classes;
        ReadOnlySpan<Int128> terms = classes.Terms;
        ReadOnlySpan<long> infinite = classes.Infinite;
        double weight = RowTotals.Value(state.Totals[RowTotals.Cell.Weight]);
        Int128 total = 0;
        bool isInfinite = false;
        PriorityQueue<int, (long Infinite, Int128 Terms, int Before)> best = new();
        for (int i = 0; i < terms.Length; i++)
        {
            total += terms[i];
            isInfinite |= infinite[i] > 0;
            if (terms[i] > 0 || infinite[i] > 0)
            {
                best.Enqueue(i, (infinite[i], terms[i], -i));
                if (best.Count > state.Subject.Top)
                {
                    best.Dequeue();
                }
            }
        }

        List<ClassContribution> ranking = [];
        while (best.TryDequeue(out int index, out (long Infinite, Int128 Terms, int Before) rank))
        {
            double contribution = ClassTotals.Nats(rank.Terms) / weight;
            ranking.Insert(0, new ClassContribution(
                index,
                state.Names?[index],
                rank.Infinite > 0 ? double.PositiveInfinity : contribution,
                isInfinite ? double.NaN : (double)rank.Terms / (double)total,
                ClassTotals.Probability(classes.P[index]) / weight,
                ClassTotals.Probability(classes.Q[index]) / weight));
        }

        return ranking;
    }
}
