using System.Globalization;
using System.Text;
using KLDiv.Files;

namespace KLDiv.Regression.Models;

/// <summary>Writes what is told of predicted distributions, a line or a row for each: as text where the name ends in <c>.csv</c>, else as <c>.npy</c>.</summary>
internal abstract class PredictionFile : IDisposable
{
    private readonly SavedModel _model;
    private readonly PredictionColumns _columns;
    private readonly double[] _row;

    private PredictionFile(SavedModel model, PredictionColumns columns)
    {
        _model = model;
        _columns = columns;
        _row = new double[columns.Count(model)];
    }

    /// <summary>Starts a file.</summary>
    /// <exception cref="DataFileException">It cannot be written.</exception>
    public static PredictionFile Create(string path, SavedModel model, PredictionColumns columns, long rows) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? new Text(AtomicFile.Create(path), model, columns)
            : new Npy(NpyWriter.Create(path, ElementType.Float64, [(nint)rows, columns.Count(model)]), model, columns);

    /// <summary>Starts text that goes to a writer, which stays open.</summary>
    public static PredictionFile Of(TextWriter writer, SavedModel model, PredictionColumns columns) => new Text(writer, model, columns);

    /// <summary>Writes what is told of distributions, one behind the other.</summary>
    public void Write(ReadOnlySpan<double> logProbabilities)
    {
        int support = _model.Model.Support;
        for (int start = 0; start < logProbabilities.Length; start += support)
        {
            _columns.Fill(_model.Contents, logProbabilities.Slice(start, support), _row);
            WriteRow(_row);
        }
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public abstract void Complete();

    public abstract void Dispose();

    protected abstract void WriteRow(ReadOnlySpan<double> row);

    private sealed class Npy(NpyWriter file, SavedModel model, PredictionColumns columns) : PredictionFile(model, columns)
    {
        public override void Complete() => file.Complete();

        public override void Dispose() => file.Dispose();

        protected override void WriteRow(ReadOnlySpan<double> row) => file.Write(row);
    }

    private sealed class Text : PredictionFile
    {
        private readonly AtomicFile? _file;
        private readonly TextWriter _text;

        public Text(AtomicFile file, SavedModel model, PredictionColumns columns)
            : this(new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true), model, columns) => _file = file;

        public Text(TextWriter text, SavedModel model, PredictionColumns columns)
            : base(model, columns)
        {
            _text = text;
            WriteLine(string.Join(',', columns.Names(model).Select(Field)));
        }

        public override void Complete()
        {
            _text.Flush();
            _file?.Commit();
        }

        public override void Dispose() => _file?.Dispose();

        protected override void WriteRow(ReadOnlySpan<double> row)
        {
            for (int i = 0; i < row.Length; i++)
            {
                _text.Write(i > 0 ? "," : "");
                _text.Write(row[i].ToString("R", CultureInfo.InvariantCulture));
            }

            WriteLine("");
        }

        /// <summary>Ends a line as every machine does it alike.</summary>
        private void WriteLine(string end)
        {
            _text.Write(end);
            _text.Write('\n');
        }

        /// <summary>A name as RFC 4180 has it.</summary>
        private static string Field(string name) =>
            name.AsSpan().ContainsAny(",\"\r\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
    }
}
