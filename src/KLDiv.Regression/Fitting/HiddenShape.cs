using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Fitting;

/// <summary>Where the parameters of a hidden layer's model lie: V [features, hidden width], a [hidden width], W [hidden units, width], b [width].</summary>
/// <remarks>Widths are padded, and the parameters of the padding are 0 and stay 0. Without a bias there are neither a nor b.</remarks>
internal sealed class HiddenShape(int features, int units, int support, bool hasBias)
{
    public int Features => features;

    public int Units => units;

    public int Support => support;

    public bool HasBias => hasBias;

    public int UnitWidth { get; } = DenseKernels.Padded(units);

    public int Width { get; } = DenseKernels.Padded(support);

    public int HiddenBiasAt => checked(features * UnitWidth);

    public int WeightsAt => checked(HiddenBiasAt + (hasBias ? UnitWidth : 0));

    public int BiasAt => checked(WeightsAt + (units * Width));

    public int Count => checked(BiasAt + (hasBias ? Width : 0));
}
