using System.Diagnostics;
using System.Reflection;
using KLDiv.Criterion;

namespace KLDiv.Tests.Simd;

/// <summary>Unoptimised code may round otherwise: kernels that were compiled twice would change their bits while the program runs.</summary>
public sealed class OptimisationTests
{
    [Theory]
    [InlineData(typeof(OrdinaryKernel<,,,>), "Run")]
    [InlineData(typeof(CarefulKernel<,,,>), "Run")]
    [InlineData(typeof(CarefulKernel<,,,>), "Rest")]
    public void Kernels_are_optimised_from_their_first_call(Type kernels, string method)
    {
        MethodInfo kernel = kernels.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        Assert.True(kernel.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization));
    }

    [Fact]
    public void The_library_is_optimised_in_every_build() =>
        Assert.False(typeof(KLDivergence).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled ?? false);
}
