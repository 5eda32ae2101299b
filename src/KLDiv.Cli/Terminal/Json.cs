using System.Text;
using System.Text.Json;

namespace KLDiv.Cli.Terminal;

/// <summary>Answers in JSON: one object on one line.</summary>
internal static class Json
{
    public static void Print(Host host, Action<Utf8JsonWriter> members)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        host.Output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    /// <summary>Writes a number in round-trip form; JSON has no NaN and no infinities, so these become strings.</summary>
    public static void WriteReal(this Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, Number.RoundTrip(value));
        }
    }

    /// <summary>Writes numbers as an array, each as <see cref="WriteReal"/> does.</summary>
    public static void WriteReals(this Utf8JsonWriter writer, string name, IEnumerable<double> values)
    {
        writer.WriteStartArray(name);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteStringValue(Number.RoundTrip(value));
            }
        }

        writer.WriteEndArray();
    }
}
