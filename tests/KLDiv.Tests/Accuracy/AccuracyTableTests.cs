using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using KLDiv.Benchmarks.Accuracy;
using KLDiv.TestSupport;

namespace KLDiv.Tests.Accuracy;

/// <summary>The figures of docs/accuracy.md are those that the code has.</summary>
public sealed class AccuracyTableTests
{
    private const int LongestMeasured = 100_000;

    /// <summary>What the page says for processors without fused multiplication and addition.</summary>
    private const double MostWithoutFusedOperations = 1.3e-7;

    private static bool IsFused => Fma.IsSupported || AdvSimd.IsSupported;

    private static readonly IReadOnlyList<AccuracyRow> Rows = AccuracyTable.Read(File.ReadAllText(Path.Combine(Repository.Root, "docs", "accuracy.md")));

    public static TheoryData<int, bool> Measured
    {
        get
        {
            TheoryData<int, bool> measured = [];
            foreach (AccuracyRow row in Rows.Where(row => row.Length <= LongestMeasured))
            {
                measured.Add(row.Length, row.LogTarget);
            }

            return measured;
        }
    }

    [Fact]
    public void The_table_has_lengths_from_10_to_32_million_for_both_targets()
    {
        int[] lengths = [.. Enumerable.Range(1, 7).Select(digits => (int)Math.Pow(10, digits)), 32_000_000];

        Assert.Equal(lengths.SelectMany(length => new[] { (length, false), (length, true) }), Rows.Select(row => (row.Length, row.LogTarget)));
    }

    [Fact]
    public void The_reduced_loss_is_exact_to_1e_7_at_every_length() => Assert.All(Rows, row => Assert.InRange(row.Ours, 0, 1e-7));

    [Theory]
    [MemberData(nameof(Measured))]
    public void A_row_measured_again_is_the_one_in_the_table(int length, bool logTarget)
    {
        AccuracyRow stands = Rows.Single(row => row.Length == length && row.LogTarget == logTarget);

        AccuracyRow measured = AccuracyRow.Measure(length, logTarget);

        if (IsFused)
        {
            AssertWithin(1.5, stands.Ours, measured.Ours);
            AssertWithin(20, stands.Composed, measured.Composed);
        }
        else
        {
            Assert.InRange(measured.Ours, 0, MostWithoutFusedOperations);
        }

        AssertWithin(2, stands.FloatLoop, measured.FloatLoop);
    }

    [Fact]
    public void The_loss_errs_by_less_than_half_of_the_last_digit_of_a_float_at_every_length() =>
        Assert.All(Rows, row => Assert.True(row.Ours < 6e-8, $"{row}"));

    [Fact]
    public void The_loss_errs_less_than_the_others_do() =>
        Assert.All(Rows, row => Assert.True(row.Ours < row.FloatLoop && row.Ours < row.Composed, $"{row}"));

    private static void AssertWithin(double factor, double stands, double measured) => Assert.InRange(measured, stands / factor, stands * factor);
}
