using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>The columns of a table as a JSON array.</summary>
internal static class ColumnsJson
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<TableColumn> columns)
    {
        writer.WriteStartArray("columns");
        foreach (TableColumn column in columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("use", ColumnsTable.Use(column));
            writer.WriteString("kind", ColumnsTable.Sort(column));
            writer.WriteString("why", column.Why);
            WriteRange(writer, column);
            writer.WriteNumber("missing", column.Missing);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRange(Utf8JsonWriter writer, TableColumn column)
    {
        if (column.Sort == ColumnSort.Levels)
        {
            writer.WriteStartArray("levels");
            foreach (string level in column.Levels)
            {
                writer.WriteStringValue(level);
            }

            writer.WriteEndArray();
        }
        else if (column.LowText.Length > 0 && column.Sort == ColumnSort.Date)
        {
            writer.WriteString("low", column.LowText);
            writer.WriteString("high", column.HighText);
        }
        else if (column.LowText.Length > 0)
        {
            writer.WriteReal("low", column.Low);
            writer.WriteReal("high", column.High);
        }
    }
}
