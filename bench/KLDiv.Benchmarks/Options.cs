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

    public bool Has(string flag) => _given.ContainsKey(flag);

    public string? Value(string name) => _given.GetValueOrDefault(name);
}
