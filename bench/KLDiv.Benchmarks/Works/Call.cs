using System.Numerics;
using KLDiv.Benchmarks.Measuring;

namespace KLDiv.Benchmarks.Works;

/// <summary>A call over operands, by its name.</summary>
/// <param name="Name">How it is written in C#, or what it is.</param>
/// <param name="Run">Runs it. What it returns is the first number of its result, by which those that do the same work are compared.</param>
internal sealed record Call<T>(string Name, Func<Operands<T>, double> Run)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public IContender On(Operands<T> operands) => new LocalContender(() => Run(operands));
}
