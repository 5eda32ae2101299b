using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli.Inspecting;

/// <summary>What was found in a file, as JSON.</summary>
internal static class InspectJson
{
    public static void Write(Utf8JsonWriter writer, InspectedFile file)
    {
        writer.WriteString("file", file.Path);
        writer.WriteString("format", file.Format);
        writer.WriteNumber("bytes", file.Length);
        writer.WriteString("role", file.Role);
        if (file.Table is { } table)
        {
            Write(writer, table);
            return;
        }

        writer.WriteNumber("tensor_count", file.Count);
        writer.WriteStartArray("tensors");
        foreach (InspectedTensor tensor in file.Tensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tensor.Name);
            if (tensor.Problem is not null)
            {
                writer.WriteString("problem", tensor.Problem);
            }
            else
            {
                Write(writer, tensor);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, TextDialect dialect, IReadOnlyList<string> notes)
    {
        writer.WriteStartObject("text");
        writer.WriteString("separator", $"{dialect.Separator}");
        writer.WriteString("decimal", $"{dialect.DecimalMark}");
        writer.WriteString("encoding", dialect.Encoding?.WebName);
        writer.WriteBoolean("header", dialect.HasHeader == true);
        writer.WriteStartArray("notes");
        foreach (string note in notes)
        {
            writer.WriteStringValue(note);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, InspectedTable table)
    {
        if (table.Rows is { } rows)
        {
            writer.WriteNumber("rows", rows);
        }

        writer.WriteStartArray("columns");
        for (int i = 0; i < table.Columns.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", table.Columns[i]);
            if (table.Types is { } types)
            {
                writer.WriteString("type", types[i]);
            }

            writer.WriteStartArray("first");
            foreach (string[] row in table.First)
            {
                writer.WriteStringValue(row[i]);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, InspectedTensor tensor)
    {
        writer.WriteStartArray("shape");
        foreach (nint length in tensor.Lengths)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
        writer.WriteString("dtype", tensor.Type);
        writer.WriteString("kind", tensor.Kind);
        writer.WriteBoolean("kind_by_format", tensor.IsKnown);
        writer.WriteBoolean("has_labels", tensor.HasLabels);
        if (tensor.Dialect is { } dialect)
        {
            Write(writer, dialect, tensor.Notes);
        }

        if (tensor.Sample is not { Rows: > 0 } sample)
        {
            return;
        }

        writer.WriteNumber("rows_looked_at", sample.Rows);
        writer.WriteReal("least", sample.Least);
        writer.WriteReal("largest", sample.Largest);
        writer.WriteReal("least_sum", sample.LeastSum);
        writer.WriteReal("largest_sum", sample.LargestSum);
        writer.WriteStartArray("first_rows");
        for (int row = 0; row < sample.First.Count; row++)
        {
            writer.WriteStartObject();
            writer.WriteReal("sum", sample.Sums[row]);
            writer.WriteStartArray("start");
            foreach (double number in sample.First[row])
            {
                if (double.IsFinite(number))
                {
                    writer.WriteNumberValue(number);
                }
                else
                {
                    writer.WriteStringValue(Number.RoundTrip(number));
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
