using System.Numerics;
using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Peers;
using KLDiv.Benchmarks.Works;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Performance;

/// <summary>
/// No work falls far behind its limit. Both are measured in turns in this process, and the best time of many counts: what else runs
/// on the machine makes single times longer, and not the best of them shorter. A ratio too large is measured again.
/// </summary>
[Collection(Widths.Name)]
[Trait("Category", "Speed")]
public sealed class SpeedTests
{
    /// <summary>By how much a target may be missed; it is for the benchmark to say whether it was met.</summary>
    private const double Slack = 2;

    /// <summary>Halves miss theirs already, by what it takes to convert them without the hardware's instructions (docs/performance.md).</summary>
    private const double SlackOfHalf = 5;

    private const int Attempts = 5;

    private static readonly Interleaved s_plan = new(Rounds: 15, SampleTime: TimeSpan.FromMilliseconds(2));

    private static readonly Target[] s_targets = [.. Targets.All.Where(target => target is { Quantity: Quantity.TimesLimit, Threads: 1 })];

    public static TheoryData<string> TargetNames => [.. s_targets.Select(Name)];

    [SpeedTheory]
    [MemberData(nameof(TargetNames))]
    public void A_work_does_not_fall_far_behind_what_it_is_meant_to_take_beside_its_limit(string name)
    {
        Target target = s_targets.Single(target => string.Equals(Name(target), name, StringComparison.Ordinal));
        using Settings settings = Settings.Threads(1);
        IReadOnlyList<double> ratios = target.Type switch
        {
            "float" => Ratios<float>(target),
            "double" => Ratios<double>(target),
            _ => Ratios<Half>(target),
        };
        Assert.True(
            ratios.Min() <= Allowed(target),
            $"{name}: {string.Join(", ", ratios.Select(Words.Number))} times the limit, where at most {Allowed(target)} is allowed.");
    }

    private static double Allowed(Target target) => target.Bound * (target.Type is "Half" ? SlackOfHalf : Slack);

    private static List<double> Ratios<T>(Target target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Work<T> work = WorkTable.Of<T>().Single(work => string.Equals(work.Name, target.Work, StringComparison.Ordinal));
        using Operands<T> few = new(Shape.Shared), operands = new(target.Shape);
        Interleaved.WarmUp(Contenders(work, few), TimeSpan.FromSeconds(1));
        IContender[] contenders = Contenders(work, operands);
        List<double> ratios = [];
        do
        {
            IReadOnlyList<Samples> samples = s_plan.Measure(contenders);
            ratios.Add(samples[0].Min / samples[1].Min);
        }
        while (ratios[^1] > Allowed(target) && ratios.Count < Attempts);

        return ratios;
    }

    private static IContender[] Contenders<T>(Work<T> work, Operands<T> operands)
        where T : unmanaged, IFloatingPointIeee754<T> => [work.Ours.On(operands), work.Limit.On(operands)];

    private static string Name(Target target) => $"{target.Type}, {target.Shape}, {target.Work}";
}
