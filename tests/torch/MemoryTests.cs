using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Tests;

[Collection("torch")]
public sealed class MemoryTests
{
    /// <summary>A gradient of 4 MB that stayed in each of 500 steps would be 2 GB.</summary>
    [Fact]
    public void Five_hundred_steps_keep_the_resident_memory_flat()
    {
        using Tensor student = randn([32, 32_000]).requires_grad_();
        using Tensor teacher = randn([32, 32_000]);
        Steps(student, teacher, 50);
        long before = Resident();
        Steps(student, teacher, 500);
        Assert.InRange(Resident() - before, long.MinValue, 64 << 20);
    }

    private static void Steps(Tensor student, Tensor teacher, int count)
    {
        for (int step = 0; step < count; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            student.grad = null;
            TorchLosses.DistillationLoss(student, teacher).backward();
        }
    }

    private static long Resident() =>
        long.Parse(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << 10;
}
