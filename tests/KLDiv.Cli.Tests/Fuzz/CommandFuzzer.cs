using System.Diagnostics;

namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>
/// Runs the whole command on mutated files and lines. A case that leads to an outcome that has not been seen (another message, its
/// numbers and names aside) joins those that are mutated further.
/// </summary>
internal sealed class CommandFuzzer
{
    private const int MostCases = 4_096;
    private static readonly TimeSpan Cheap = TimeSpan.FromMilliseconds(50);

    private const int UsualShare = 20_000;

    /// <summary>How often each command is tried: those that take longest, or read no file, least often. A demonstration takes a second.</summary>
    private static readonly Dictionary<string, int> s_shares = new(StringComparer.Ordinal) { ["fit"] = 7_000, ["formats"] = 500, ["completion"] = 500, ["demo"] = 2 };

    private readonly Random _random;
    private readonly ArgumentChanges _arguments;
    private readonly CurrentFolder _folder;
    private readonly Dictionary<string, Mutator> _mutators;
    private readonly Dictionary<string, List<CommandCase>> _cases;
    private readonly Dictionary<string, int> _valid;
    private readonly string[] _fileNames;
    private readonly string[] _commands;
    private readonly HashSet<int> _outcomes = [];
    private readonly Dictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private readonly Watchdog _watchdog;
    private readonly string _findings;

    /// <param name="seed">What determines all that is tried.</param>
    /// <param name="folder">Where it is tried.</param>
    /// <param name="watchdog">What ends the process when a case does not end.</param>
    /// <param name="findings">The folder in which cases are left of which something came that should not.</param>
    public CommandFuzzer(int seed, CurrentFolder folder, Watchdog watchdog, string findings)
    {
        _findings = findings;
        _random = new Random(seed);
        _arguments = new ArgumentChanges(_random);
        _folder = folder;
        _watchdog = watchdog;
        _mutators = ((string[])[.. Seeds.Formats, "txt", "jsonl", "parquet", "arrow"]).ToDictionary(format => format, format => new Mutator(format, _random), StringComparer.Ordinal);
        _cases = CommandSeeds.All(folder).GroupBy(seeded => seeded.Command, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        _fileNames = [.. _cases.Values.First()[0].Files.Keys];
        _valid = _cases.ToDictionary(pair => pair.Key, pair => pair.Value.Count, StringComparer.Ordinal);
        _commands = [.. _cases.Keys.SelectMany(command => Enumerable.Repeat(command, s_shares.GetValueOrDefault(command, UsualShare)))];
        Assert.Equal(_arguments.Commands.Order(StringComparer.Ordinal), _cases.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>What came of each command.</summary>
    public SortedDictionary<string, CommandCounts> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>What should not have been, once for each kind and place.</summary>
    public SortedSet<string> Findings { get; } = new(StringComparer.Ordinal);

    public int Outcomes => _outcomes.Count;

    /// <summary>Tries so many cases, or as many as fit into a time.</summary>
    public void Run(long count, TimeSpan time)
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        for (long i = 0; i < count && elapsed.Elapsed < time; i++)
        {
            Try(Next());
        }
    }

    private CommandCase Next()
    {
        string command = _random.Pick(_commands);
        List<CommandCase> cases = _cases[command];
        CommandCase next = cases[_random.Next(_random.Next(2) == 0 ? _valid[command] : cases.Count)];
        for (int changes = _random.Next(2) == 0 ? 1 : _random.Next(1, 4); changes > 0; changes--)
        {
            next = next.Named.Count > 0 && _random.Next(4) > 0
                ? ChangeFile(next, _random.Pick(next.Named))
                : next.With(_arguments.Change(next.Arguments, _fileNames));
        }

        return next;
    }

    private CommandCase ChangeFile(CommandCase tried, string name)
    {
        string extension = Path.GetExtension(name)[1..];
        return tried.With(name, _mutators[extension switch { "logits" => "llama-logits", "pt" => "torch", "bin" => "raw", "gz" => "csv.gz", _ => extension }].Change(tried.Files[name]));
    }

    private void Try(CommandCase tried)
    {
        (CommandRun run, string? complaint) = Meet(tried);
        Count(tried, run);
        if (complaint is not null)
        {
            Keep($"{tried.Command}: {complaint}", tried);
            return;
        }

        List<CommandCase> cases = _cases[tried.Command];
        if (_outcomes.Add(Rule(tried, run)) && cases.Count < MostCases && run.Elapsed < Cheap)
        {
            cases.Add(tried);
        }
    }

    private void Keep(string finding, CommandCase tried)
    {
        if (Findings.Add(finding))
        {
            tried.Save(Path.Combine(_findings, string.Concat(finding.Select(c => char.IsLetterOrDigit(c) || c == '.' ? c : '-'))));
        }
    }

    /// <summary>Runs a case, and once more where it took long or much, since a machine that is short of time or memory does so now and then.</summary>
    private (CommandRun Run, string? Complaint) Meet(CommandCase tried)
    {
        CommandRun run = RunOnce(tried, out string? complaint);
        if (complaint is null && run.Elapsed > Judge.MostTime && RunOnce(tried, out _).Elapsed is var again && again > Judge.MostTime)
        {
            complaint = $"takes {again.TotalSeconds:F0} s";
        }

        // What a run allocates is an upper bound of what it has in use, which takes long to measure; so that is done where a command sets a record.
        long most = Judge.MostMemory(tried);
        if (complaint is null && run.Allocated > Math.Max(most, _accepted.GetValueOrDefault(tried.Command)))
        {
            long peak = LivePeak.Of(() => RunOnce(tried, out _));
            complaint = peak > most ? $"takes {peak >> 20} MB of memory" : null;
            _accepted[tried.Command] = peak > most ? 0 : run.Allocated;
        }

        return (run, complaint);
    }

    private CommandRun RunOnce(CommandCase tried, out string? complaint)
    {
        using (_watchdog.Guard(tried))
        {
            (CommandRun run, complaint) = _folder.Try(tried);
            return run;
        }
    }

    private void Count(CommandCase tried, CommandRun run)
    {
        CommandCounts counts = Counts.GetValueOrDefault(tried.Command) ?? new CommandCounts();
        Counts[tried.Command] = counts.With(run);
    }

    /// <summary>What is left of the messages without names, numbers and places.</summary>
    private static int Rule(CommandCase tried, CommandRun run)
    {
        HashCode rule = default;
        rule.Add(tried.Command, StringComparer.Ordinal);
        rule.Add(run.Status);
        rule.Add(run.Output.Length > 0);
        bool isQuoted = false;
        foreach (char c in run.Error)
        {
            isQuoted ^= c == '\'';
            if (!isQuoted && (char.IsAsciiLetterLower(c) || c == ' '))
            {
                rule.Add(c);
            }
        }

        return rule.ToHashCode();
    }
}
