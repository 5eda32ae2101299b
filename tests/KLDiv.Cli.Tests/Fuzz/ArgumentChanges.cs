using System.CommandLine;
using KLDiv.Cli.Parsing;

namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>Changes of command lines: options that go, come, or get other values, and arguments that trade places. The options are the parser's own.</summary>
internal sealed class ArgumentChanges(Random random)
{
    /// <summary>Values that say more about an option than what its help calls them.</summary>
    private static readonly Dictionary<string, string[]> s_values = new(StringComparer.Ordinal)
    {
        ["--features"] = ["x", "day", "day,x", "hour,size", "v", "x,x", "a,b,x", "nothing"],
        ["--value"] = ["v", "x", "hour", "day", "w", ""],
        ["--target"] = ["a,b", "a", "v,w", "a,b,a", "day,size"],
        ["--weights"] = ["w", "a", "w.npy", "v", "x", "p.npy"],
        ["--bins"] = ["1", "2", "3", "8", "40", "0:8:2", "0:1e308:1e307", "-1e308:1e308:1e307", "0:1:0.1", "0:8:3", "5:5:1", "0:1e-310:1e-311", "quantile:2", "quantile:4", "quantile:1", "0:1e9:1", "2147483647"],
        ["--bandwidth"] = ["0", "0.5", "1e-310", "1e308", "auto"],
        ["--categorical"] = ["hour", "x", "day", "hour,x", "v"],
        ["--cyclic"] = ["hour:24", "hour:24:3", "hour:1e-310", "hour:1e308", "x:7,hour:12", "day:7", "hour:24:40", "hour:5e-324:2"],
        ["--ordinal"] = ["size:s:m:l", "size:s:m", "hour", "x", "day:Mon:Tue:Wed", "size:l:m:s:s"],
        ["--hidden"] = ["1", "2", "3", "8"],
        ["--folds"] = ["2", "3", "10", "11", "2147483647"],
        ["--repeats"] = ["1", "2"],
        ["--neighbours"] = ["0", "1", "4", "100", "2147483647"],
        ["--threads"] = ["1", "2", "3", "2147483647"],
        ["--l2"] = ["0", "1e-4", "0.1", "1e308", "1e-310", "auto"],
        ["--set"] = ["day=Mon,hour=3,size=m,x=0.5", "day=Mon,x=1e308", "day=Sun,hour=-1e308,size=l,x=0", "x=1", "x=1,x=2", "=", "day=Mon,hour=nan,size=m,x=inf", "day=,hour=,size=,x="],
        ["--levels"] = ["0.5", "0.1,0.9", "0.5,0.5", "1e-310", "0.9999999999999999", "0.05,0.25,0.5,0.75,0.95"],
        ["--shard"] = ["1/1", "1/2", "2/2", "4/4", "5/5", "1/2147483647", "3/2"],
        ["--top"] = ["0", "1", "3", "100", "2147483647"],
        ["--temperature"] = ["1", "0.5", "100", "1e-3", "1e3"],
        ["--labels"] = ["labels.npy", "p.npy", "p.csv", "w.npy"],
        ["--separator"] = ["tab", ";", ",", ":", "blanks", "bar", "a", "space", "|", "\"", "0"],
        ["--encoding"] = ["utf-8", "utf-16", "utf-32BE", "windows-1252", "shift_jis", "utf-7", "klingon", "latin1"],
        ["--names"] = ["names.txt", "p.csv", "q.npy"],
        ["--what"] = ["log-probs", "probs", "top", "mean", "quantiles", "intervals"],
        ["--columns"] = ["x", "x,day", "v,hour,size", "x,x", "nothing", ""],
        ["--keep"] = ["all", "day", "x,v", "nothing"],
        ["--date"] = ["day", "day:dmy", "hour:trend", "x", "day:ymd,hour", "day:"],
        ["--no-date"] = ["day", "x,hour", "nothing"],
        ["--rare"] = ["0", "1", "3", "2147483647"],
        ["--missing-values"] = ["0.5", "?,-200", "m,Mon", "2", ""],
        ["--classes"] = ["1", "2", "3", "0:2", "1:3", "2:1", "0", "9223372036854775807", "-1:2"],
        ["--rows"] = ["0:2", "1:3", "0:0", "3:4", "0:9223372036854775807", "2:1", "r.npy", "o.npy", "/dev/null"],
        ["--axis"] = ["0", "1", "2", "-1", "2147483647"],
        ["--mask"] = ["w.npy", "labels.npy", "p.parquet#w", "p.npy", "t.csv"],
        ["--pseudocount"] = ["0", "0.5", "1", "1e-310", "1e308", "-1"],
        ["--ignore-index"] = ["-100", "0", "2", "-2147483648", "9223372036854775807"],
        ["--submission"] = ["0123456789abcdef", "a", ""],
        ["--identify"] = ["1", "2", "3", "2147483647", "0"],
        ["--mass"] = ["0.5", "0.999999", "1", "0", "1e-310", "2"],
        ["--fail-above"] = ["0", "0.01", "1e308", "-1"],
        ["--beta"] = ["0", "0.25", "0.5", "1", "1e-310", "0.9999999999999999", "2"],
        ["--seed"] = ["0", "1", "2147483647", "-1"],
    };

    private static readonly string[] s_outputs = ["o.npy", "o.csv", "o.html", "o.safetensors", "o", "p.npy", "t.csv", "none/o.npy", ".", "/dev/null"];

    private static readonly string[] s_anything = ["", "0", "1", "-1", "2", "0.5", "1e-310", "1e308", "NaN", "2147483648", "auto", "a", "a,b", "x:1", "é\u009b", "--json", "--", "-"];

    private readonly Dictionary<string, Option[]> _options = CommandLine.Root(Silence.Host).Subcommands.ToDictionary(
        command => command.Name, command => command.Options.ToArray(), StringComparer.Ordinal);

    /// <summary>The commands that the parser knows.</summary>
    public IEnumerable<string> Commands => _options.Keys;

    /// <summary>The options of which it has no value that says more than what is given to any.</summary>
    public IEnumerable<string> Unknown => _options.Values.SelectMany(options => options)
        .Where(option => option.ValueType != typeof(bool) && !s_values.ContainsKey(option.Name) && !NamesFile(option.HelpName ?? "") && !IsChoice(option.HelpName ?? ""))
        .Select(option => option.Name);

    /// <summary>Changes one place of a command line; the command itself stays.</summary>
    /// <param name="arguments">The command and what follows it.</param>
    /// <param name="files">The names of files that are there.</param>
    public string[] Change(string[] arguments, IReadOnlyList<string> files)
    {
        List<string> changed = [.. arguments];
        Option[] options = _options.GetValueOrDefault(arguments[0], []);
        int[] places = [.. Enumerable.Range(1, changed.Count - 1)];
        int[] names = [.. places.Where(i => changed[i].StartsWith("--", StringComparison.Ordinal))];
        switch (random.Next(8))
        {
            case 0 when names.Length > 0:
                Remove(changed, random.Pick(names), options);
                break;
            case 1 or 2 when names.Length > 0:
                int name = random.Pick(names);
                if (name + 1 < changed.Count && TakesValue(options, changed[name]))
                {
                    changed[name + 1] = Value(changed[name], options, files);
                }

                break;
            case 3 when places.Length > 1:
                (int one, int other) = (random.Pick(places), random.Pick(places));
                (changed[one], changed[other]) = (changed[other], changed[one]);
                break;
            case 4 when places.Length > 0 && files.Count > 0:
                changed[random.Pick(places)] = random.Pick(files);
                break;
            case 5 when random.Next(4) == 0:
                changed.Insert(random.Next(1, changed.Count + 1), random.Pick(s_anything));
                break;
            default:
                Add(changed, options, files);
                break;
        }

        return [.. changed];
    }

    private static bool TakesValue(Option[] options, string name) =>
        Array.Find(options, option => option.Name.Equals(name, StringComparison.Ordinal)) is { } option && option.ValueType != typeof(bool);

    private static void Remove(List<string> arguments, int at, Option[] options) =>
        arguments.RemoveRange(at, at + 1 < arguments.Count && TakesValue(options, arguments[at]) ? 2 : 1);

    private void Add(List<string> arguments, Option[] options, IReadOnlyList<string> files)
    {
        // An option that is there twice is refused by the parser; that is met often enough by other changes.
        Option[] missing = [.. options.Where(option => !arguments.Contains(option.Name, StringComparer.Ordinal))];
        if (missing.Length > 0)
        {
            Option option = random.Pick(missing);
            arguments.Add(option.Name);
            if (option.ValueType != typeof(bool))
            {
                arguments.Add(Value(option.Name, options, files));
            }
        }
    }

    private string Value(string name, Option[] options, IReadOnlyList<string> files)
    {
        if (random.Next(16) == 0)
        {
            return random.Pick(s_anything);
        }

        if (s_values.TryGetValue(name, out string[]? known))
        {
            return random.Pick(known);
        }

        string help = Array.Find(options, option => option.Name.Equals(name, StringComparison.Ordinal))?.HelpName ?? "";
        return NamesFile(help) ? random.Pick(random.Next(8) == 0 && files.Count > 0 ? files : s_outputs)
            : random.Pick(IsChoice(help) ? help.Split('|') : s_anything);
    }

    private static bool NamesFile(string help) => help.StartsWith("FILE", StringComparison.Ordinal);

    private static bool IsChoice(string help) => help.Contains('|', StringComparison.Ordinal);
}
