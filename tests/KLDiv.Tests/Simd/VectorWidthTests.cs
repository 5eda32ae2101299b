using System.Runtime.Intrinsics.X86;
using KLDiv.Simd;

namespace KLDiv.Tests.Simd;

/// <summary>The runs with parts of the hardware switched off are runs without these parts.</summary>
[Collection(Widths.Name)]
public sealed class VectorWidthTests
{
    [Fact]
    public void The_kernels_are_as_wide_as_the_hardware_that_is_switched_on()
    {
        bool none = IsOff("DOTNET_EnableHWIntrinsic");
        int most = none ? 0 : IsOff("DOTNET_EnableAVX2") ? 128 : 512;
        Assert.InRange(VectorWidth.Widest, 0, most);
        Assert.Equal(VectorWidth.Widest, VectorWidth.Current);
        Assert.False(none && Sse2.IsSupported);
    }

    private static bool IsOff(string variable) => Environment.GetEnvironmentVariable(variable) is "0";
}
