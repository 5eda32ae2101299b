using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Shards;

/// <summary>
/// Whether the numbers of a part can be those of its rows. A checksum says that they are as they were written, and nothing about who wrote them.
/// </summary>
/// <param name="part">The part, for messages.</param>
/// <param name="state">What was read from it.</param>
internal sealed class StateCheck(PartFile part, ReportState state)
{
    /// <summary>How far the sums over the classes and over the rows may be apart: what the rounding of floats stays far below.</summary>
    private const double Tolerance = 1e-3;

    private static readonly double MostProbability = Math.Exp(RowComparer.MostLogProbability);

    private readonly ReportSubject _subject = state.Subject;
    private double _weight, _divergence;
    private Int128 _weightUnits;
    private Int128 _labelUnits;
    private long _rows, _labelledRows, _infiniteRows;

    /// <summary>Rows that are no distributions may have a divergence below 0, down to this.</summary>
    private double LeastDivergence =>
        _subject.AreScaled ? 0 : -_subject.Support * MostProbability;

    private double MostMass => _subject.Support * MostProbability;

    /// <summary>Checks all numbers.</summary>
    /// <exception cref="DataFileException">One is impossible.</exception>
    public void Run()
    {
        for (int i = 0; i < state.Divergences.Length; i++)
        {
            CheckRow(i);
        }

        CheckTotals();
        CheckSumsOff();
        if (_rows > 0)
        {
            CheckClasses();
        }

        CheckWorstRows();
    }

    private void CheckRow(int i)
    {
        double weight = state.Weights?[i] ?? 1;
        MustBe(weight is >= 0 and <= 1, "weights", weight, i, "weights of a part are from 0 to 1");
        if (weight == 0)
        {
            return;
        }

        double divergence = state.Divergences[i];
        MustBe(divergence >= LeastDivergence, "divergences", divergence, i, $"it must be at least {LeastDivergence}");
        if (_subject.HasLabels && !(double.IsNaN(state.TargetLosses![i]) && double.IsNaN(state.InputLosses![i])))
        {
            MustBeLoss("target_losses", state.TargetLosses, i);
            MustBeLoss("input_losses", state.InputLosses!, i);
            _labelledRows++;
            _labelUnits += RowTotals.Units(weight);
        }

        _rows++;
        _infiniteRows += double.IsPositiveInfinity(divergence) ? 1 : 0;
        _weight += weight;
        _weightUnits += RowTotals.Units(weight);
        _divergence += weight * divergence;
    }

    private void MustBeLoss(string tensor, double[] losses, int i) =>
        MustBe(losses[i] >= -RowComparer.MostLogProbability, tensor, losses[i], i, $"-ln of a probability is at least {-RowComparer.MostLogProbability}");

    private void MustBe(bool isRight, string tensor, double found, int i, string rule)
    {
        if (!isRight)
        {
            throw Wrong($"tensor '{tensor}' has {found} for row {state.Range.First + i}; {rule}");
        }
    }

    private void CheckTotals()
    {
        RowTotals totals = state.Totals;
        if (totals[RowTotals.Cell.Weight] != _weightUnits)
        {
            throw Wrong($"tensor 'totals' has the weight {RowTotals.Value(totals[RowTotals.Cell.Weight])}, and the rows weigh {_weight}");
        }

        if (totals[RowTotals.Cell.LabelWeight] != _labelUnits)
        {
            throw Wrong($"tensor 'totals' has the weight {RowTotals.Value(totals[RowTotals.Cell.LabelWeight])} for rows with a label, and they weigh {RowTotals.Value(_labelUnits)}");
        }

        for (RowTotals.Cell cell = RowTotals.Cell.SameTop; cell < RowTotals.Cell.Count; cell++)
        {
            double most = cell switch
            {
                RowTotals.Cell.SameTop => _weight,
                RowTotals.Cell.LabelWeight or RowTotals.Cell.TargetHits or RowTotals.Cell.InputHits => RowTotals.Value(_labelUnits),
                RowTotals.Cell.TotalVariationSquared => _weight * MostMass * MostMass,
                _ => _weight * MostMass,
            };
            MustBeIn(RowTotals.Value(totals[cell]), most, $"{cell}");
        }

        CheckCalibration(isInput: false);
        CheckCalibration(isInput: true);
    }

    private void CheckCalibration(bool isInput)
    {
        (long rows, Int128 weight) = (0, 0);
        for (int bin = 0; bin < RowTotals.CalibrationBins; bin++)
        {
            ReadOnlySpan<Int128> cells = state.Totals.CalibrationCells(isInput, bin);
            if (cells[0] < 0 || cells[0] > _rows || cells[1] < 0 || cells[2] < 0 || cells[2] > cells[1] || cells[3] < 0 || cells[3] > cells[1])
            {
                throw Wrong($"tensor 'totals' has a bin of {cells[0]} rows that weigh {RowTotals.Value(cells[1])}, with probabilities of {RowTotals.Value(cells[2])} and hits of {RowTotals.Value(cells[3])}");
            }

            rows += (long)cells[0];
            weight += cells[1];
        }

        if (rows != _labelledRows || weight != _labelUnits)
        {
            throw Wrong($"tensor 'totals' has {rows} rows that weigh {RowTotals.Value(weight)} in the bins of their top classes; {_labelledRows} have labels");
        }
    }

    private void CheckSumsOff()
    {
        SumsOff sums = state.SumsOff;
        for (int side = 0; side < sums.Rows.Length; side++)
        {
            if (sums.Rows[side] < 0 || sums.Rows[side] > _rows || !(sums.Deviations[side] >= 0) || (sums.Rows[side] == 0 && sums.Deviations[side] != 0))
            {
                throw Wrong($"it has {sums.Rows[side]} rows whose sums are off by up to {sums.Deviations[side]}; the part has {_rows} rows");
            }
        }

        long left = state.Divergences.Length - _rows;
        if (state.MaskedRows < 0 || state.MaskedRows > (_subject.IsMasked ? left : 0))
        {
            throw Wrong($"it has {state.MaskedRows} rows that a mask leaves out; {(_subject.IsMasked ? left : 0)} do not count");
        }
    }

    private void MustBeIn(double found, double most, string what)
    {
        if (!(found >= 0 && found <= most * (1 + Tolerance)))
        {
            throw Wrong($"tensor 'totals' has {found} for {what}; it must be from 0 to {most}");
        }
    }

    private void CheckClasses()
    {
        ClassTotals classes = state.Classes;
        ReadOnlySpan<Int128> allTerms = classes.Terms, allTargets = classes.P, allInputs = classes.Q;
        ReadOnlySpan<long> allInfinite = classes.Infinite;
        (Int128 terms, Int128 target, Int128 input, long infinite) = (0, 0, 0, 0);
        for (int i = 0; i < classes.Count; i++)
        {
            MustBeOfClass(allInfinite[i] >= 0 && allInfinite[i] <= _rows, "class_infinite", i, allInfinite[i], _rows);
            MustBeSum("class_terms", i, allTerms[i], ClassTotals.TermBits, _rows * ClassTotals.LargestTerm);
            MustBeSum("class_target", i, allTargets[i], ClassTotals.ProbabilityBits, _weight * MostProbability);
            MustBeSum("class_input", i, allInputs[i], ClassTotals.ProbabilityBits, _weight * MostProbability);
            infinite += allInfinite[i];
            terms += allTerms[i];
            target += allTargets[i];
            input += allInputs[i];
        }

        if (infinite < _infiniteRows)
        {
            throw Wrong($"tensor 'class_infinite' counts {infinite}, and the divergence of {_infiniteRows} rows is infinite");
        }

        if (infinite == 0)
        {
            CheckSum(Value(terms, ClassTotals.TermBits), Value(target, ClassTotals.ProbabilityBits), Value(input, ClassTotals.ProbabilityBits));
        }
    }

    /// <summary>The terms of a row are p ln(p / q) - p + q, and its divergence is the sum of the first of these; of a mixture it is the terms' own sum.</summary>
    private void CheckSum(double terms, double target, double input)
    {
        double excess = _subject.Divergence switch
        {
            DivergenceKind.Forward => input - target,
            DivergenceKind.Reverse => target - input,
            _ => 0,
        };
        if (!(Math.Abs(terms - excess - _divergence) <= Tolerance * (terms + target + input)))
        {
            throw Wrong($"the divergences of its rows add up to {_divergence}, and those of its classes to {terms - excess}");
        }
    }

    private void MustBeSum(string tensor, int index, Int128 units, int scale, double most)
    {
        // A term and a probability are rounded to units: nothing may be below 0 by more than that.
        double sum = Value(units, scale);
        MustBeOfClass(sum >= -Tolerance && sum <= most * (1 + Tolerance), tensor, index, sum, most);
    }

    private void MustBeOfClass(bool isRight, string tensor, int index, double found, double most)
    {
        if (!isRight)
        {
            throw Wrong($"tensor '{tensor}' has {found} for class {index}; it must be from 0 to {most}");
        }
    }

    private void CheckWorstRows()
    {
        IReadOnlyList<WorstRow> worst = state.WorstRows;
        if (worst.Count != Math.Min(_subject.Top, _rows))
        {
            throw Wrong($"it tells {worst.Count} of the worst rows; of {_rows} rows there must be {Math.Min(_subject.Top, _rows)}");
        }

        for (int i = 0; i < worst.Count; i++)
        {
            double divergence = state.Divergences[(int)(worst[i].Row - state.Range.First)];
            if (worst[i].Divergence != divergence)
            {
                throw Wrong($"tensor 'worst_divergences' has {worst[i].Divergence} for row {worst[i].Row}, and 'divergences' has {divergence}");
            }

            if (i > 0 && !(divergence < worst[i - 1].Divergence || (divergence == worst[i - 1].Divergence && worst[i].Row > worst[i - 1].Row)))
            {
                throw Wrong($"tensor 'worst_rows' has row {worst[i].Row} after row {worst[i - 1].Row}; the worst comes first");
            }

            CheckProbabilities(worst[i]);
        }
    }

    private void CheckProbabilities(WorstRow row)
    {
        foreach (RowClass item in (IEnumerable<RowClass>)[row.TargetTop, row.InputTop, .. row.Label is { } label ? [label] : Array.Empty<RowClass>(), .. row.Leading])
        {
            if (!(item.P >= 0 && item.P <= MostProbability * (1 + Tolerance) && item.Q >= 0 && item.Q <= MostProbability * (1 + Tolerance)))
            {
                throw Wrong($"tensor 'worst_probabilities' has {item.P} and {item.Q} for class {item.Class} of row {row.Row}, which are no probabilities");
            }
        }
    }

    private static double Value(Int128 units, int scale) => Math.ScaleB((double)units, -scale);

    private DataFileException Wrong(string problem) => new(part.Path, $"cannot be the part of a report: {problem}");
}
