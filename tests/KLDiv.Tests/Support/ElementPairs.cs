using System.Numerics;

namespace KLDiv.Tests.Support;

/// <summary>Something to do for a pair of element types.</summary>
internal interface IPairAction
{
    void Run<TInput, TTarget>()
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>;
}

internal static class ElementPairs
{
    /// <summary>Every pair of element types of input and target.</summary>
    public static void ForEach(IPairAction action)
    {
        ForEachTarget<float>(action);
        ForEachTarget<double>(action);
        ForEachTarget<Half>(action);
    }

    /// <summary>One pair for each way to the kernels: in place, mixed, converted.</summary>
    public static void ForSome(IPairAction action)
    {
        action.Run<float, float>();
        action.Run<double, float>();
        action.Run<Half, float>();
        action.Run<Half, double>();
    }

    private static void ForEachTarget<TInput>(IPairAction action)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
    {
        action.Run<TInput, float>();
        action.Run<TInput, double>();
        action.Run<TInput, Half>();
    }
}
