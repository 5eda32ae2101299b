using System.Runtime.Intrinsics;

namespace KLDiv.Tests.Performance;

/// <summary>A theory about time. It is skipped unless it is asked for, since other tests that run at the same time take the processors.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpeedTheoryAttribute : TheoryAttribute
{
    private const string Variable = "KLDIV_SPEED";

    public SpeedTheoryAttribute() => Skip =
        Environment.GetEnvironmentVariable(Variable) is not "1" ? $"Speed is measured alone, with {Variable}=1."
        : !Vector256.IsHardwareAccelerated ? "The bounds are for vectors of 256 bits and more."
        : null;
}
