using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Predicting;

/// <summary>Predicts the rows of a table.</summary>
internal static class PredictedRowsOfTable
{
    /// <summary>Writes what is asked for of every row.</summary>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public static void Write(TableData table, SavedModel model, PredictionColumns columns, string path, Host host)
    {
        using ProgressLine progress = new(host);
        using PredictionFile file = PredictionFile.Create(path, model, columns, table.Rows);
        model.Table!.Predict(
            table,
            (row, block) =>
            {
                file.Write(block);
                progress.Report((double)row / table.Rows);
            },
            host.Cancellation);
        file.Complete();
    }
}
