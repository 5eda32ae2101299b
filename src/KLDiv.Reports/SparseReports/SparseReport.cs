using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Reports.SparseReports;

namespace KLDiv.Reports;

/// <summary>How far distributions are from a target of which only some classes of each row are known; docs/sparse-teachers.md has the formulas.</summary>
public static class SparseReport
{
    /// <summary>The elements of a run of rows that is read at a time.</summary>
    private const long MostElements = 1 << 22;

    private const long MostRows = 1 << 12;

    /// <summary>Goes over the rows of both sides once, and makes the figures.</summary>
    /// <param name="input">The distributions that are judged.</param>
    /// <param name="target">The classes that are known of what they are compared with: as many rows, of the input's classes.</param>
    /// <param name="divergences">Given the divergence of each row in nats; null: not wanted.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="progress">Told how much of the rows is done, from 0 to 1; null: nobody.</param>
    /// <param name="cancellationToken">Ends the work between two blocks.</param>
    /// <returns>The figures. Memory: some 32 bytes a row, and blocks of a few megabytes.</returns>
    /// <exception cref="DataFileException">A source cannot be read, the sides do not go together, or a row cannot be compared.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SparseReportFigures Run(
        RowSource input,
        SparseRowSource target,
        Action<ReadOnlySpan<double>>? divergences = null,
        SparseReportOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new();
        options.Check();
        MustGoTogether(input, target);
        SparseTotals totals = new(target.Rows, options, hasBounds: options is { Divergence: DivergenceKind.Forward, Tail: SparseTail.Bucket });
        long most = Math.Clamp(MostElements / input.Support, 1, MostRows);
        for (long first = 0; first < target.Rows; first += most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RowRange run = new(first, Math.Min(most, target.Rows - first));
            Compare(input, target, run, totals, options, cancellationToken);
            progress?.Report((double)run.End / target.Rows);
        }

        return totals.Figures(input.Name, target.Name, input.Support, divergences);
    }

    /// <summary>Compares two servers' answers to the same requests: over the tokens that both give, and all others as one. That is a lower bound of the divergence over all tokens.</summary>
    /// <param name="input">The answers that are judged.</param>
    /// <param name="target">The answers that they are compared with.</param>
    /// <param name="divergences">Given the divergence of each row that pairs, in nats; null: not wanted.</param>
    /// <param name="options">How; null: the defaults. There is no temperature: what servers give is taken as it is.</param>
    /// <exception cref="DataFileException">No row pairs, or a row cannot be compared.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range: the temperature is not 1, or the tail is uniform, which takes the number of tokens.</exception>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    public static SparseReportFigures Run(
        ServerAnswers input, ServerAnswers target, Action<ReadOnlySpan<double>>? divergences = null, SparseReportOptions? options = null)
    {
        AnswerPairs pairs = AnswerPairs.Of(input, target);
        options ??= new();
        options.Check();
        if (options.Temperature != 1 || options.Tail == SparseTail.Uniform)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Tail, "Answers of servers have no temperature, and a tail that is bucket or renormalise.");
        }

        SparseTotals totals = new(pairs.Pairs.Count, options, hasBounds: false);
        AnswerComparison comparison = new();
        for (int i = 0; i < pairs.Pairs.Count; i++)
        {
            (AnswerRow ofInput, AnswerRow ofTarget) = pairs.Pairs[i];
            double divergence = comparison.Compare(ofInput, ofTarget, pairs.KeyOf, options);
            totals.Divergences(new RowRange(i, 1))[0] = !double.IsNaN(divergence)
                ? divergence
                : throw new DataFileException(target.Name, $"line {ofTarget.Line + 1} has no token in place {ofTarget.Position} that {input.Name} gives too; there is nothing to compare");
            totals.AddRow(comparison.MassSeen, ofTarget.Tokens.Count, comparison.IsSameTop);
            totals.AddOverlap((double)comparison.Common / Math.Min(ofInput.Tokens.Count, ofTarget.Tokens.Count), comparison.IsSameList);
        }

        return totals.Figures(input.Name, target.Name, support: null, divergences) with { Pairs = pairs };
    }

    private static void Compare(
        RowSource input, SparseRowSource target, RowRange run, SparseTotals totals, SparseReportOptions options, CancellationToken cancellationToken)
    {
        RowKind kind = input.KindOr(options.InputKind, RowKind.Logits);
        if (kind is RowKind.Probs or RowKind.Counts)
        {
            double[] rows = new double[run.Count * input.Support];
            input.ReadDoubles(run.First * input.Support, rows, new RowBuffer());
            int odd = rows.AsSpan().IndexOfAnyExceptInRange(0, double.MaxValue);
            if (odd >= 0)
            {
                throw new DataFileException(input.Name, $"row {run.First + (odd / input.Support)} has {rows[odd]} for class {odd % input.Support}, which is no probability and no count; --input-kind says what the file holds");
            }

            LogProbabilities.FromProbabilities<double>(rows, rows);
            Compare<double>(rows, input, target, run, totals, options);
            return;
        }

        switch (input.ElementType)
        {
            case ElementType.Float16:
                Compare(input.ReadRows<Half>(run.First, (int)run.Count, new RowBuffer(), cancellationToken), input, target, run, totals, options);
                break;
            case ElementType.Float32:
                Compare(input.ReadRows<float>(run.First, (int)run.Count, new RowBuffer(), cancellationToken), input, target, run, totals, options);
                break;
            default:
                Compare(input.ReadRows<double>(run.First, (int)run.Count, new RowBuffer(), cancellationToken), input, target, run, totals, options);
                break;
        }
    }

    private static void Compare<T>(ReadOnlySpan<T> logits, RowSource input, SparseRowSource target, RowRange run, SparseTotals totals, SparseReportOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SparseBlock block = target.Read(run.First, (int)run.Count);
        try
        {
            SparseTeacher<double> teacher = block.Teacher with { Tail = options.Tail };
            SparseDistillation.PerRow(
                logits, teacher, totals.Divergences(run), new DistillationOptions(options.Temperature, options.BetaOfDivergence, scaleByTemperature: false));
            if (totals.HasBounds)
            {
                SparseDistillation.UpperBounds(logits, teacher, totals.Bounds(run), options.Temperature);
            }
        }
        catch (SparseRowException failure)
        {
            throw new DataFileException(failure.IsTeacher ? target.Name : input.Name, $"row {run.First + failure.Row} {failure.Problem}");
        }

        int missing = totals.Divergences(run).IndexOf(double.NaN);
        if (missing >= 0)
        {
            throw new DataFileException(input.Name, $"row {run.First + missing} has a NaN");
        }

        for (int row = 0; row < run.Count; row++)
        {
            totals.AddRow(block, row, TensorPrimitives.IndexOfMax(logits.Slice(row * (int)input.Support, (int)input.Support)));
        }
    }

    private static void MustGoTogether(RowSource input, SparseRowSource target)
    {
        if (input.Rows != target.Rows || (target.Classes is { } classes && classes != input.Support))
        {
            string ofTarget = target.Classes is { } known ? $" of {known} classes" : "";
            throw new DataFileException(target.Name, $"has {target.Rows} rows{ofTarget}, and {input.Name} has {input.Rows} of {input.Support}; they must be equal");
        }

        if (target.Rows > Array.MaxLength || input.Support is 0 or > int.MaxValue)
        {
            throw new DataFileException(target.Name, $"has {target.Rows} rows, beside {input.Support} classes; one report takes at most {Array.MaxLength} rows, of 1 to {int.MaxValue} classes");
        }
    }
}
