using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Models;

/// <summary>Predicts block by block into a buffer of its own.</summary>
internal sealed class BlockPredictor(DistributionModel model, RowSet features)
{
    private readonly double[] _features = new double[checked(RowSet.BlockRows(Math.Max(model.Features, model.Support)) * model.Features)];
    private readonly double[] _log = new double[checked(RowSet.BlockRows(Math.Max(model.Features, model.Support)) * model.Support)];

    public int BlockRows => RowSet.BlockRows(Math.Max(model.Features, model.Support));

    /// <exception cref="RegressionDataException">A feature is not finite, or so large that the logits overflow.</exception>
    public ReadOnlySpan<double> Next(nint start, out int rows)
    {
        rows = Predict(start);
        return LogProbabilities(rows);
    }

    /// <summary>The log-probabilities of so many rows, a block at most.</summary>
    /// <exception cref="RegressionDataException">A feature is not finite, or so large that the logits overflow.</exception>
    public ReadOnlySpan<double> Next(nint start, int rows)
    {
        Predict(start, rows);
        return LogProbabilities(rows);
    }

    /// <summary>What was predicted last.</summary>
    public ReadOnlySpan<double> LogProbabilities(int rows) => _log.AsSpan(0, rows * model.Support);

    /// <summary>Predicts the rows of a block.</summary>
    /// <returns>How many they are.</returns>
    /// <exception cref="RegressionDataException">A feature is not finite, or so large that the logits overflow.</exception>
    public int Predict(nint start)
    {
        int rows = (int)Math.Min(BlockRows, features.Count - start);
        Predict(start, rows);
        return rows;
    }

    private void Predict(nint start, int rows)
    {
        Span<double> block = _features.AsSpan(0, rows * model.Features);
        features.CopyRows(start, rows, block);
        for (int i = 0; i < rows; i++)
        {
            DataChecks.Features(block.Slice(i * model.Features, model.Features), features.RowOf(start + i));
        }

        Span<double> log = _log.AsSpan(0, rows * model.Support);
        model.LogProbabilities(block, log, rows);
        for (int i = 0; i < rows; i++)
        {
            if (double.IsNaN(log[i * model.Support]))
            {
                throw model.Overflow(block.Slice(i * model.Features, model.Features), features.RowOf(start + i));
            }
        }
    }
}
