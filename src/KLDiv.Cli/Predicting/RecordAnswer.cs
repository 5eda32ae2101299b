using System.Numerics.Tensors;
using System.Text.Json;
using KLDiv.Cli.Pictures;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Predicting;

/// <summary>The distribution that is predicted for one record, for people and as JSON.</summary>
/// <param name="Model">The model.</param>
/// <param name="Record">The record, as it was given.</param>
/// <param name="Probabilities">The distribution.</param>
internal sealed record RecordAnswer(SavedModel Model, string Record, double[] Probabilities)
{
    private const int MostLines = 40;

    private static readonly double[] s_levels = [0.5, 0.8, 0.95];

    /// <summary>Draws some, one below the other.</summary>
    public static void Draw(Host host, IReadOnlyList<RecordAnswer> answers)
    {
        for (int i = 0; i < answers.Count; i++)
        {
            if (i > 0)
            {
                host.Output.WriteLine();
            }

            answers[i].Draw(host);
        }
    }

    /// <summary>Prints one as a JSON object; several as an array <c>records</c> of such objects, each with its record.</summary>
    public static void Print(Host host, IReadOnlyList<RecordAnswer> answers) => Json.Print(host, writer =>
    {
        if (answers.Count == 1)
        {
            answers[0].Write(writer);
            return;
        }

        writer.WriteStartArray("records");
        foreach (RecordAnswer answer in answers)
        {
            writer.WriteStartObject();
            writer.WriteString("record", answer.Record);
            answer.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Draws it, below its mean and intervals where it is of a number.</summary>
    private void Draw(Host host)
    {
        string value = VisibleText.Of(Model.Table!.Schema.Value ?? "class");
        host.Output.WriteLine($"{value} where {VisibleText.Of(Record)}");
        host.Output.WriteLine();
        if (Model.Bins is not { } bins)
        {
            if (Model.Table.Schema.IsCategory)
            {
                host.Output.WriteLine($"  most probable: {VisibleText.Of(MostProbable)} ({Number.Fixed(100 * Probabilities.Max(), 1)} %)");
                host.Output.WriteLine();
            }

            new BarPicture(host, value, [.. Model.Classes.Select(VisibleText.Of)]) { Visible = 0 }.Draw("predicted", Probabilities);
            return;
        }

        BinText text = new(Model.Contents!);
        BinnedDistribution distribution = new(Model.Contents!, Probabilities);
        host.Output.WriteLine($"  mean {text.Of(distribution.Mean)}, deviation {text.Of(distribution.StandardDeviation)}, median {text.Of(distribution.Quantile(0.5))}");
        foreach (double level in s_levels)
        {
            (double low, double high) = distribution.Interval(level);
            host.Output.WriteLine($"  {100 * level} % between {text.Of(low)} and {text.Of(high)}");
        }

        host.Output.WriteLine();
        Draw(host, value, bins, text);
    }

    private string MostProbable => Model.Classes[TensorPrimitives.IndexOfMax<double>(Probabilities)];

    /// <summary>Writes it as members of a JSON object.</summary>
    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("classes");
        foreach (string name in Model.Classes)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteReals("probabilities", Probabilities);
        if (Model.Bins is not { } bins)
        {
            if (Model.Table!.Schema.IsCategory)
            {
                writer.WriteString("class", MostProbable);
            }

            return;
        }

        writer.WriteReals("edges", Enumerable.Range(0, bins.Count + 1).Select(bins.Edge));
        BinnedDistribution distribution = new(Model.Contents!, Probabilities);
        writer.WriteReal("mean", distribution.Mean);
        writer.WriteReal("deviation", distribution.StandardDeviation);
        writer.WriteReal("median", distribution.Quantile(0.5));
        foreach (double level in s_levels)
        {
            (double low, double high) = distribution.Interval(level);
            writer.WriteReals($"interval_{100 * level}", [low, high]);
        }
    }

    /// <summary>Where the bins are more than lines that anybody looks at, several make a line.</summary>
    private void Draw(Host host, string value, Binning bins, BinText text)
    {
        int together = (bins.Count + MostLines - 1) / MostLines;
        int lines = (bins.Count + together - 1) / together;
        int Last(int line) => Math.Min((line + 1) * together, bins.Count) - 1;
        string[] labels = [.. Enumerable.Range(0, lines).Select(line => text.Of(line * together, Last(line)))];
        double[] shares = [.. Enumerable.Range(0, lines).Select(line => TensorPrimitives.Sum<double>(Probabilities.AsSpan((line * together)..(Last(line) + 1))))];
        new BarPicture(host, value, labels)
        {
            Visible = 0.005,
            Below = line => text.Below(line * together),
            Above = line => text.From((line + 1) * together),
        }.Draw("predicted", shares);
    }
}
