using KLDiv.Simd;

namespace KLDiv.Memory;

/// <summary>The numbers of the operands.</summary>
internal static class Operands
{
    public const int Input = 0;
    public const int Target = 1;
    public const int Upstream = 2;
    public const int Pointwise = 3;
    public const int InputGradient = 4;
    public const int TargetGradient = 5;

    public const int FirstOutput = Pointwise;
    public const int Count = 6;
}
