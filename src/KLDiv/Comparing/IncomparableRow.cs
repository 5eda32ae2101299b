using System.Globalization;
using KLDiv.Memory;

namespace KLDiv.Comparing;

/// <summary>What is wrong with a row that cannot be compared.</summary>
internal static unsafe class IncomparableRow
{
    private const int BlockLength = 1024;

    public static IncomparableRowException Explain(in PinnedArguments memory, nint row, in ComparisonOptions options)
    {
        string what = ProblemOf(memory, Slots.First, row, options.PKind, options.Temperature) is { } ofP ? $"p has {ofP} in row {row}"
            : $"q has {ProblemOf(memory, Slots.Second, row, options.QKind, options.Temperature) ?? "changed"} in row {row}";
        return new IncomparableRowException($"{what}; the rows cannot be compared.", row);
    }

    /// <summary>The value in this side of the row that must not be there; null where nothing is wrong.</summary>
    private static string? ProblemOf(PinnedArguments memory, int operand, nint row, RowKind kind, double temperature)
    {
        nint* indices = stackalloc nint[memory.Layout.Rank];
        double* buffer = stackalloc double[BlockLength];
        RunCursor cursor = new(&memory.Layout, indices, row);
        nint classes = memory.Layout.Length(memory.Layout.Rank - 1);
        bool isSoftmax = kind is RowKind.Logits or RowKind.Counts || temperature != 1, isLogarithm = kind is RowKind.LogProbs or RowKind.Logits;
        (double least, double most) = isLogarithm ? (double.NegativeInfinity, isSoftmax ? double.MaxValue : RowComparer.MostLogProbability)
            : (0, isSoftmax ? double.MaxValue : Math.Exp(RowComparer.MostLogProbability));
        bool hasAny = false;
        for (nint start = 0; start < classes; start += BlockLength)
        {
            int count = (int)nint.Min(BlockLength, classes - start);
            double* values = memory.Read(operand, cursor, start, count, buffer);
            for (int i = 0; i < count; i++)
            {
                if (!(values[i] >= least && values[i] <= most))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"{values[i]} for class {start + i}");
                }

                hasAny |= values[i] > least;
            }
        }

        return hasAny || !isSoftmax ? null : isLogarithm ? "no finite logit" : $"no {(kind == RowKind.Counts ? "count" : "probability")} above 0";
    }
}
