using System.Numerics.Tensors;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Models;
using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression;

/// <summary>Receives predictions block by block.</summary>
/// <param name="firstRow">The number of the first row of the block.</param>
/// <param name="logProbabilities">[rows, support], one row behind the other.</param>
public delegate void PredictedRows(int firstRow, ReadOnlySpan<double> logProbabilities);

/// <summary>A model of distributions that takes the columns of a table: a schema, a fitted model, and how it was fitted.</summary>
public sealed partial class TableModel
{
    internal TableModel(TableSchema schema, DistributionModel model, BinContents? contents, double bandwidth, double l2, DistributionScores scores)
    {
        Schema = schema;
        Model = model;
        Contents = contents;
        Bandwidth = bandwidth;
        L2 = l2;
        Scores = scores;
    }

    /// <summary>What the columns are, and what is predicted.</summary>
    public TableSchema Schema { get; }

    /// <summary>The model over the features that the columns become.</summary>
    public DistributionModel Model { get; }

    /// <summary>The bins of the value and what was seen inside them when the model was fitted; null where there is no value.</summary>
    public BinContents? Contents { get; }

    /// <summary>How far each value was spread when the model was fitted, in its unit.</summary>
    public double Bandwidth { get; }

    /// <summary>The penalty that the model was fitted with.</summary>
    public double L2 { get; }

    /// <summary>How near the model is to the outcomes of the rows that it was fitted to.</summary>
    public DistributionScores Scores { get; }

    /// <summary>The log-probabilities of each row of a table.</summary>
    /// <param name="data">A table that was read with the model's <see cref="Schema"/>.</param>
    /// <returns>[rows, support].</returns>
    /// <exception cref="ArgumentException">The table was read with another schema.</exception>
    public Tensor<double> Predict(TableData data)
    {
        double[] result = new double[checked(Rows(data) * Schema.Support)];
        Predict(data, (row, block) => block.CopyTo(result.AsSpan(row * Schema.Support)));
        return Tensor.Create(result, [data.Rows, Schema.Support]);
    }

    /// <summary>The log-probabilities of each row of a table, block by block, in memory that does not grow with the rows.</summary>
    /// <param name="data">A table that was read with the model's <see cref="Schema"/>.</param>
    /// <param name="block">Takes the blocks, in the order of the rows.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentException">The table was read with another schema.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public void Predict(TableData data, PredictedRows block, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        int rows = Rows(data);
        var predictor = new BlockPredictor(Model, new RowSet(data.FeatureRows));
        for (int row = 0; row < rows; row += predictor.BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = row;
            int predicted = data.Named(() => predictor.Predict(start));
            block(row, predictor.LogProbabilities(predicted));
        }
    }

    /// <summary>The log-probabilities for one record.</summary>
    /// <param name="record">A text for the name of every feature's column, as it would be in the table.</param>
    /// <param name="unseen">What becomes of a level that is not known.</param>
    /// <returns>One for each point of the support.</returns>
    /// <exception cref="RegressionDataException">As from <see cref="TableSchema.Encode(IReadOnlyDictionary{string, string}, UnseenLevels)"/>.</exception>
    public double[] Predict(IReadOnlyDictionary<string, string> record, UnseenLevels unseen = UnseenLevels.Error)
    {
        double[] features = Schema.Encode(record, unseen), log = new double[Schema.Support];
        Model.LogProbabilities(features, log, 1);
        return double.IsNaN(log[0]) ? throw Named(Model.Overflow(features, 0), record) : log;
    }

    /// <summary>The distribution of the value that a predicted row is.</summary>
    /// <param name="logProbabilities">The log-probabilities of the row.</param>
    /// <exception cref="InvalidOperationException">The model predicts targets, and no value.</exception>
    /// <exception cref="ArgumentException">There are not as many as the value has bins.</exception>
    public BinnedDistribution Distribution(ReadOnlySpan<double> logProbabilities)
    {
        BinContents contents = Contents ?? throw new InvalidOperationException("The model predicts the distribution of targets, which is of no number.");
        double[] probabilities = new double[logProbabilities.Length];
        TensorPrimitives.Exp(logProbabilities, probabilities);
        return new BinnedDistribution(contents, probabilities);
    }

    /// <summary>How near the model is to the outcomes of a table.</summary>
    /// <param name="data">A table that was read with the model's <see cref="Schema"/> and with its outcomes.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    /// <exception cref="ArgumentException">The table was read with another schema.</exception>
    /// <exception cref="InvalidOperationException">The table was read without its outcomes.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public DistributionScores Evaluate(TableData data, CancellationToken cancellationToken = default)
    {
        FitRows outcomes = OutcomesOf(data);
        return data.Named(() => DistributionScores.Of(Model, outcomes, Contents, threads: 0, cancellationToken));
    }

    /// <summary>The rows of a table that was read with the model's schema, and what was observed in them.</summary>
    internal FitRows OutcomesOf(TableData data)
    {
        _ = Rows(data);
        return data.Outcomes();
    }

    private RegressionDataException Named(RegressionDataException wrong, IReadOnlyDictionary<string, string> record)
    {
        int column = Schema.ColumnOf(wrong.Column!.Value);
        string name = Schema.Features[column].Source;
        return new RegressionDataException(DataChecks.FeaturesName, $"{CellText.Shown(record[name])} in column {CellText.Shown(name)}; {wrong.Reason}") { Row = 0, Column = column };
    }

    private int Rows(TableData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ReferenceEquals(data.Schema, Schema)
            ? data.Rows
            : throw new ArgumentException($"{data.Source} was read with another schema than the model's.", nameof(data));
    }
}
