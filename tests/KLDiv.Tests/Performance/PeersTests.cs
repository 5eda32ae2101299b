using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Peers;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Tests.Performance;

/// <summary>What the benchmark writes about others, and what the README says of it.</summary>
public sealed class PeersTests
{
    private static readonly string s_script = Path.Combine(Repository.Root, "bench", "KLDiv.Benchmarks", "Peers", "torch_peer.py");

    [Fact]
    public void The_table_of_the_readme_is_a_part_of_the_page_of_results_that_it_names()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string link = PeersSummary.Source(readme);

        Assert.Equal(PeersSummary.ForReadme(File.ReadAllText(Path.Combine(Repository.Root, link)), link), PeersSummary.Region.Read(readme));
    }

    [Theory]
    [InlineData(1.39, "yes")]
    [InlineData(1.41, "no")]
    public void A_target_is_met_or_not_by_the_median(double ratio, string met)
    {
        PeerResults results = Results(torch: null);
        results.Rows.Add(Row(ours: ratio, torch: null));

        string line = Line(PeersPage.Write(results), "| forward | float | 1024 x 32000 | 1 | at most 1.4 x the limit |");

        Assert.EndsWith($"| {Words.Number(ratio)} | {met} |", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(27.9, "no")]
    [InlineData(28.1, "yes")]
    public void A_target_beside_torch_is_a_least_value(double faster, string met)
    {
        PeerResults results = Results(torch: null);
        results.Rows.Add(Row(ours: 1, torch: faster));

        string line = Line(PeersPage.Write(results), "| forward | float | 1024 x 32000 | 1 | at least 28 times");

        Assert.EndsWith($"| {Words.Number(faster)} | {met} |", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_was_not_measured_says_so() =>
        Assert.Contains("not measured", Line(PeersPage.Write(Results(torch: null)), "| forward | double |"), StringComparison.Ordinal);

    [Fact]
    public void The_column_of_an_absent_torch_says_so()
    {
        PeerResults results = Results(torch: "there is none");
        results.Rows.Add(Row(ours: 1, torch: null));

        Assert.Contains("| absent |", Line(PeersSummary.Write(results), "| 1024 x 32000 |"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interpreter_that_is_not_there_is_an_absence_and_no_error()
    {
        using Torch? torch = Torch.Start(Path.Combine(Repository.Root, "no-such-python"), s_script, out string? absence);

        Assert.Null(torch);
        Assert.Contains("no-such-python is not there", absence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interpreter_that_ends_at_once_is_an_absence_too()
    {
        using Torch? torch = Torch.Start("true", s_script, out string? absence);

        Assert.Null(torch);
        Assert.Equal("true cannot import torch", absence);
    }

    [TorchFact]
    public void Torch_computes_the_same_works_from_the_same_operands()
    {
        using Torch torch = Torch.Start(Torch.Python, s_script, out _)!;
        using Operands<double> operands = new(new Shape(12, 20));
        torch.UseThreads(1);
        torch.Load(operands);

        Assert.All(WorkTable.Of<double>(), work => Assert.Equal(work.Ours.Run(operands), torch.Value(work.Torch!), 1e-12));
    }

    [Theory]
    [InlineData(0.5, "5.0e-1")]
    [InlineData(null, "absent")]
    public void The_errors_of_both_sides_stand_in_the_readmes_part(double? error, string written)
    {
        PeerResults results = Results(torch: error is null ? "there is none" : null);
        results.Exactness.Add(new ExactnessRow(1e-6, 2e-8, error));

        Assert.Contains($"| 1e-6 | 2.0e-8 | {written} |\n", PeersSummary.Write(results), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2_048, "2,048")]
    [InlineData(null, "")]
    public void A_large_vocabulary_says_on_how_many_rows_torch_was_measured(int? rows, string written)
    {
        PeerResults results = Results(torch: rows is null ? "there is none" : null);
        results.Vocabularies.Add(new VocabularyRow(WorkNames.Distillation, 1)
        {
            Ours = Samples.Of([2]),
            Limit = Samples.Of([1]),
            Torch = rows is null ? null : Samples.Of([30]),
            TorchRows = rows ?? 0,
            OurMemory = 0,
            TorchMemory = rows is null ? null : 1L << 30,
        });

        string line = Line(PeersPage.Write(results), $"| {WorkNames.Distillation} | 1 | 2.00 | 1.00 | 2.00 |");

        Assert.EndsWith(rows is null ? "| absent |  | 0 |  |  |" : $"| 30.0 | 15.0 | 0 | 1,024 | {written} |", line, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Torch_is_far_off_at_small_divergences_and_we_are_not()
    {
        using Torch torch = Torch.Start(Torch.Python, s_script, out _)!;

        ExactnessRow smallest = ExactnessRow.Measure(torch).Last();

        Assert.Equal(1e-8, smallest.Divergence);
        Assert.InRange(smallest.Ours, 0, 1e-6);
        Assert.True(smallest.Torch > 1e-3, $"PyTorch's error is {smallest.Torch}.");
    }

    [TorchFact]
    public void Torch_repeats_its_operands_below_each_other()
    {
        using Torch torch = Torch.Start(Torch.Python, s_script, out _)!;
        using Operands<float> operands = new(new Shape(3, 20));
        torch.Load(operands);

        Assert.Equal(4, torch.RepeatOperands(4));
        Assert.Equal(12, torch.Value("torch.tensor(len(x))"));
        Assert.Equal(torch.Value("x_slice.new_tensor(0) + log_t[2, 5]"), torch.Value("log_t[11, 5]"));
        Assert.Equal(2, torch.RepeatOperands(2));
        Assert.Equal(6, torch.Value("torch.tensor(len(leaf))"));
    }

    [TorchFact]
    public void What_torch_cannot_do_is_told_in_its_words_and_it_goes_on()
    {
        using Torch torch = Torch.Start(Torch.Python, s_script, out _)!;

        PeerException refusal = Assert.Throws<PeerException>(() => torch.Value("torch.ones(2) @ torch.ones(3)"));

        Assert.Contains("size", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, torch.Value("torch.ones(1) + 1"));
    }

    private static PeerResults Results(string? torch) =>
        new() { Facts = PeerResults.FactsOf(new Interleaved(1, TimeSpan.Zero), "some version"), TorchAbsence = torch };

    private static PeerRow Row(double ours, double? torch) => new("float", Shape.OutOfCache, 1, WorkNames.Forward)
    {
        Ours = Samples.Of([ours]),
        Limit = Samples.Of([1]),
        Torch = torch is { } time ? Samples.Of([time]) : null,
        AllocatedBytes = 0,
    };

    private static string Line(string page, string start) => page.Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal));
}
