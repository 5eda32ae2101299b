using System.Globalization;
using System.Runtime.InteropServices;

namespace KLDiv.Cli.Demo;

/// <summary>How many children were born in the USA on a day.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Day(DateOnly Date, int Births)
{
    private const string Header = "year,month,date_of_month,day_of_week,births";

    /// <summary>The days 1994 to 2003, from the file that comes with the command.</summary>
    public static Day[] ReadAll()
    {
        using Stream file = typeof(Day).Assembly.GetManifestResourceStream("us-births.csv")!;
        using StreamReader reader = new(file);
        string? header = reader.ReadLine();
        if (!string.Equals(header, Header, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"The file of births starts with '{header}', not with '{Header}'.");
        }

        List<Day> days = [];
        while (reader.ReadLine() is { } line)
        {
            int[] fields = [.. line.Split(',').Select(field => int.Parse(field, CultureInfo.InvariantCulture))];
            days.Add(new Day(new DateOnly(fields[0], fields[1], fields[2]), fields[^1]));
        }

        return [.. days];
    }
}
