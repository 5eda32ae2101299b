using System.Globalization;
using Xunit.Abstractions;

namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>They move the whole process into a folder and measure what it allocates, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(CommandFuzzing), DisableParallelization = true)]
public sealed class CommandFuzzing;

/// <summary>
/// The whole command on mutated files and command lines does what it says or refuses, and nothing else. The environment variable
/// <c>KLDIV_FUZZ</c> gives the number of runs, <c>KLDIV_FUZZ_SEED</c> another seed, <c>KLDIV_FUZZ_SECONDS</c> the most time, and
/// <c>KLDIV_FUZZ_FINDINGS</c> a folder for what was found; docs/robustness.md records the longest run.
/// </summary>
[Collection(nameof(CommandFuzzing))]
[Trait("Category", "Fuzz")]
public sealed class CommandFuzzTests(ITestOutputHelper output)
{
    private const long DefaultRuns = 1_500;

    [Fact]
    public void The_command_on_mutated_files_answers_or_refuses_and_nothing_else()
    {
        long runs = Setting("KLDIV_FUZZ", DefaultRuns);
        string findings = Environment.GetEnvironmentVariable("KLDIV_FUZZ_FINDINGS") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "findings");
        using CurrentFolder folder = new();
        using Watchdog watchdog = new(findings);
        CommandFuzzer fuzzer = new((int)Setting("KLDIV_FUZZ_SEED", 1), folder, watchdog, findings);
        fuzzer.Run(runs, TimeSpan.FromSeconds(Setting("KLDIV_FUZZ_SECONDS", int.MaxValue)));
        Tell(fuzzer);
        Assert.True(fuzzer.Findings.Count == 0, $"{findings} has the files and arguments of: {string.Join("; ", fuzzer.Findings)}");
        Assert.All(fuzzer.Counts, pair => Assert.True(pair.Value.Done > pair.Value.All / 100 || pair.Key is "demo", $"only {pair.Value.Done} of {pair.Value.All} runs of {pair.Key} did anything"));
    }

    [Fact]
    public void The_cases_from_which_it_begins_are_right()
    {
        using CurrentFolder folder = new();
        Assert.All(CommandSeeds.All(folder).Where(seeded => seeded.Command is not "demo"), seeded =>
        {
            (CommandRun run, string? complaint) = folder.Try(seeded);
            Assert.Equal((0, null), (run.Status, complaint));
        });
    }

    [Fact]
    public void Every_option_that_takes_a_value_has_values_of_its_own() => Assert.Empty(new ArgumentChanges(new Random(1)).Unknown);

    private static long Setting(string name, long otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private void Tell(CommandFuzzer fuzzer)
    {
        foreach ((string command, CommandCounts counts) in fuzzer.Counts)
        {
            output.WriteLine(
                $"{command}: {counts.All} runs, {counts.Done} done, {counts.Refused} refused, {counts.Misspelt} command lines refused; {counts.Time.TotalSeconds:F0} s, "
                + $"the longest {counts.Longest.TotalMilliseconds:F0} ms, at most {counts.MostAllocated} bytes allocated");
        }

        output.WriteLine($"{fuzzer.Counts.Values.Sum(counts => counts.All)} runs, {fuzzer.Outcomes} kinds of outcome, {fuzzer.Findings.Count} findings");
    }
}
