using System.Globalization;

namespace KLDiv.Benchmarks;

/// <summary>The arguments of a command: flags, and names followed by a value.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    private Options()
    {
    }

    /// <returns>Null, after a message, where an argument is none of the names or a value is missing.</returns>
    public static Options? Parse(ICommand command, string[] arguments, string[] flags, string[] names)
    {
        Options options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (flags.Contains(argument, StringComparer.Ordinal))
            {
                options._given[argument] = "";
            }
            else if (names.Contains(argument, StringComparer.Ordinal) && i + 1 < arguments.Length)
            {
                options._given[argument] = arguments[++i];
            }
            else
            {
                Console.Error.WriteLine($"{argument}: unknown, or its value is missing. Usage: {command.Name} {command.Arguments}");
                return null;
            }
        }

        return options;
    }

    /// <summary>Whether the files that these names give, if any, are there: better known before all is measured than after.</summary>
    /// <returns>False, after a message, where one is not.</returns>
    public bool AreThere(params string[] names)
    {
        foreach (string name in names)
        {
            if (Value(name) is { } file && !File.Exists(file))
            {
                Console.Error.WriteLine($"{name} {file}: there is no such file.");
                return false;
            }
        }

        return true;
    }

    /// <summary>The number of a name, from 1 on; the default where it is not given.</summary>
    /// <returns>Null, after a message, where it is no such number.</returns>
    public int? Count(string name, int byDefault)
    {
        if (Value(name) is not { } text)
        {
            return byDefault;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0)
        {
            return count;
        }

        Console.Error.WriteLine($"{name} {text}: it must be a whole number from 1 on.");
        return null;
    }

    public bool Has(string flag) => _given.ContainsKey(flag);

    public string? Value(string name) => _given.GetValueOrDefault(name);
}
