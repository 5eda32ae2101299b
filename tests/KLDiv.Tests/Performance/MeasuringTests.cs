using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Tests.Performance;

/// <summary>What the benchmark says of times, machines and operands is so.</summary>
public sealed class MeasuringTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 8, 2, 4, 100 }, 6)]
    public void A_median_is_the_middle_or_the_mean_of_the_two_in_the_middle(double[] values, double median)
    {
        Samples samples = Samples.Of(values);

        Assert.Equal((median, values.Min(), values.Max()), (samples.Median, samples.Min, samples.Max));
    }

    [Fact]
    public void Contenders_take_turns_and_the_order_turns_round()
    {
        List<string> log = [];
        Interleaved plan = new(Rounds: 3, SampleTime: TimeSpan.FromTicks(1));
        FakeContender a = new("a", 1000, log), b = new("b", 1000, log);

        plan.Measure([a, b]);

        Assert.Equal(["a1", "b1", "a1", "b1", "b1", "a1", "a1", "b1"], log);
    }

    [Fact]
    public void A_short_call_is_repeated_until_the_clock_does_not_matter()
    {
        List<string> log = [];
        Interleaved plan = new(Rounds: 1, SampleTime: TimeSpan.FromMilliseconds(1));

        Samples samples = plan.Measure([new FakeContender("a", 10, log)])[0];

        Assert.Equal("a100000", log[^1]);
        Assert.Equal(10, samples.Median);
    }

    [Theory]
    [InlineData("model name : AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763 64-Core Processor")]
    [InlineData("model name : Intel(R) Xeon(R) Processor @ 2.30GHz;cpu family : 6;model : 207", "Intel(R) Xeon(R) Processor @ 2.30GHz, family 6 model 207")]
    public void A_processor_is_told_by_its_numbers_where_its_name_hides_the_model(string cpuInfo, string name) =>
        Assert.Equal(name, Machine.ProcessorName(cpuInfo.Split(';')));

    [Fact]
    public void The_name_of_a_page_of_results_has_nothing_that_a_file_system_or_a_link_minds() =>
        Assert.Equal(
            "Intel-Xeon-Platinum-8370C-CPU-2.80GHz-DOTNET_EnableAVX512-0",
            Machine.FileNameFor(["Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz", "DOTNET_EnableAVX512=0"]));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 1_001)]
    [InlineData(5, 3)]
    public void Equal_parts_are_the_whole(int threads, int length) =>
        Assert.Equal(length * (length - 1L) / 2, EqualParts.Sum(threads, length, 0, (_, start, count) => Enumerable.Range(start, count).Sum(i => (double)i)));

    [Fact]
    public void Operands_are_distributions_and_the_log_target_is_that_of_the_target()
    {
        using Operands<double> operands = new(new Shape(7, 30));
        for (int row = 0; row < 7; row++)
        {
            double input = 0, target = 0;
            for (int i = 30 * row; i < 30 * (row + 1); i++)
            {
                input += Math.Exp(operands.Input[i]);
                target += operands.Target[i];
                Assert.Equal(operands.Target[i], Math.Exp(operands.LogTarget[i]), 1e-14);
            }

            Assert.Equal(1, input, 1e-12);
            Assert.Equal(1, target, 1e-12);
        }
    }

    [Fact]
    public void Works_that_several_do_have_one_result()
    {
        using Operands<double> operands = new(new Shape(64, 100));
        foreach (Work<double> work in WorkTable.Of<double>().Where(work => work.Composed is not null))
        {
            Assert.Equal(work.Ours.Run(operands), work.Composed!.Run(operands), 1e-12);
        }
    }

    [Fact]
    public void A_limit_of_halves_goes_over_every_byte_that_they_have()
    {
        using Operands<Half> operands = new(new Shape(3, 11));
        LimitCalls<Half>.Multiply.Run(operands);

        for (int i = 0; i < operands.Count; i++)
        {
            short product = unchecked((short)(BitConverter.HalfToInt16Bits(operands.Input[i]) * BitConverter.HalfToInt16Bits(operands.Target[i])));
            Assert.Equal(product, BitConverter.HalfToInt16Bits(operands.Destination[i]));
        }
    }

    private sealed class FakeContender(string name, double nanoseconds, List<string> log) : IContender
    {
        public double Time(long calls)
        {
            log.Add($"{name}{calls}");
            return nanoseconds * calls;
        }
    }
}
