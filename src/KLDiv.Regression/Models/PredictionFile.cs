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
    private int _rows;

    private PredictionFile(SavedModel model, PredictionColumns columns)
    {
        _model = model;
        _columns = columns;
        _row = new double[columns.Count(model)];
    }

    /// <summary>Starts a file.</summary>
    /// <exception cref="DataFileException">It cannot be written.</exception>
    /// <exception cref="ArgumentException">Texts are carried along, and the file holds numbers alone.</exception>
    public static PredictionFile Create(string path, SavedModel model, PredictionColumns columns, long rows, KeptColumns kept) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? new Text(AtomicFile.Create(path), model, columns, kept)
            : kept.Names.Count > 0 ? throw new ArgumentException($"Texts are carried along, and {path} holds numbers alone; a file of them is named .csv.", nameof(path))
            : new Npy(NpyWriter.Create(path, ElementType.Float64, [(nint)rows, columns.Count(model)]), model, columns);

    /// <summary>Starts text that goes to a writer, which stays open.</summary>
    public static PredictionFile Of(TextWriter writer, SavedModel model, PredictionColumns columns, KeptColumns kept) => new Text(writer, model, columns, kept);

    /// <summary>Writes what is told of distributions, one behind the other.</summary>
    public void Write(ReadOnlySpan<double> logProbabilities)
    {
        int support = _model.Model.Support;
        for (int start = 0; start < logProbabilities.Length; start += support)
        {
            _columns.Fill(_model.Contents, logProbabilities.Slice(start, support), _row);
            WriteRow(_rows++, _row);
        }
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public abstract void Complete();

    public abstract void Dispose();

    protected abstract void WriteRow(int number, ReadOnlySpan<double> row);

    private sealed class Npy(NpyWriter file, SavedModel model, PredictionColumns columns) : PredictionFile(model, columns)
    {
        public override void Complete() => file.Complete();

        public override void Dispose() => file.Dispose();

        protected override void WriteRow(int number, ReadOnlySpan<double> row) => file.Write(row);
    }

    private sealed class Text : PredictionFile
    {
        private readonly AtomicFile? _file;
        private readonly TextWriter _text;
        private readonly KeptColumns _kept;

        /// <summary>The names that stand in the place of the first number; null: it is a number.</summary>
        private readonly IReadOnlyList<string>? _points;

        public Text(AtomicFile file, SavedModel model, PredictionColumns columns, KeptColumns kept)
            : this(new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true), model, columns, kept) => _file = file;

        public Text(TextWriter text, SavedModel model, PredictionColumns columns, KeptColumns kept)
            : base(model, columns)
        {
            (_text, _kept, _points) = (text, kept, columns.What == PredictedWhat.Top ? model.Classes : null);
            WriteLine(string.Join(',', kept.Names.Concat(columns.Names(model)).Select(Field)));
        }

        public override void Complete()
        {
            _text.Flush();
            _file?.Commit();
        }

        public override void Dispose() => _file?.Dispose();

        protected override void WriteRow(int number, ReadOnlySpan<double> row)
        {
            for (int column = 0; column < _kept.Names.Count; column++)
            {
                _text.Write(Field(_kept.TextOf(number, column)));
                _text.Write(',');
            }

            for (int i = 0; i < row.Length; i++)
            {
                _text.Write(i > 0 ? "," : "");
                _text.Write(i == 0 && _points is { } points ? Field(points[(int)row[0]]) : row[i].ToString("R", CultureInfo.InvariantCulture));
            }

            WriteLine("");
        }

        /// <summary>Ends a line as every machine does it alike.</summary>
        private void WriteLine(string end)
        {
            _text.Write(end);
            _text.Write('\n');
        }

        /// <summary>A text as RFC 4180 has it; before one that spreadsheets take for a formula comes what makes it a text.</summary>
        private static string Field(string text)
        {
            string harmless = PredictionColumns.IsFormula(text) && !PredictionColumns.IsNumber(text) ? $"'{text}" : text;
            return harmless.AsSpan().ContainsAny(",\"\r\n") ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
        }
    }
}
