using System.Numerics;

namespace KLDiv.Tests.Support;

/// <summary>Operands with seeded elements, and what each operation must make of them: the formulas in double, one element after the other.</summary>
internal sealed class Sample<TInput, TTarget>
    where TInput : unmanaged, IFloatingPointIeee754<TInput>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
{
    private readonly double[] _losses;
    private readonly double[] _inputGradients;
    private readonly double[] _targetGradients;
    private readonly int _rowLength;

    /// <param name="lengths">The shape.</param>
    /// <param name="logTarget">Whether the target holds log-probabilities.</param>
    /// <param name="weighted">Whether the rows have weights: of every third it is 0.</param>
    public Sample(nint[] lengths, bool logTarget, bool weighted = false)
    {
        Lengths = lengths;
        LogTarget = logTarget;
        int count = (int)lengths.Aggregate((nint)1, (product, length) => product * length);
        _rowLength = (int)lengths[^1];
        Rows = (int)lengths.SkipLast(1).Aggregate((nint)1, (product, length) => product * length);
        Random random = new(count);
        Input = Numbers<TInput>(count, () => -0.1 - (9 * random.NextDouble()));
        Target = Numbers<TTarget>(count, () => logTarget ? -7 * random.NextDouble() : 0.001 + random.NextDouble());
        Upstream = Numbers<TTarget>(count, () => (4 * random.NextDouble()) - 2);
        RowWeights = weighted ? Numbers<double>(Rows, () => 0.1 + random.NextDouble()) : [];
        for (int row = 0; row < RowWeights.Length; row += 3)
        {
            RowWeights[row] = 0;
        }

        _losses = new double[count];
        _inputGradients = new double[count];
        _targetGradients = new double[count];
        for (int i = 0; i < count; i++)
        {
            double x = double.CreateTruncating(Input[i]), t = double.CreateTruncating(Target[i]), weight = Weight(i);
            double p = logTarget ? Math.Exp(t) : t, logP = logTarget ? t : Math.Log(t);
            _losses[i] = weight * p * (logP - x);
            _inputGradients[i] = weight * -p;
            _targetGradients[i] = weight * (logTarget ? p * (t - x + 1) : logP + 1 - x);
        }
    }

    public nint[] Lengths { get; }

    public bool LogTarget { get; }

    public int Count => Input.Length;

    public int Rows { get; }

    public TInput[] Input { get; }

    public TTarget[] Target { get; }

    public TTarget[] Upstream { get; }

    /// <summary>One a row, or none.</summary>
    public double[] RowWeights { get; }

    /// <summary>The loss with <see cref="Reduction.BatchMean"/>.</summary>
    public double Loss => _losses.Sum() / Lengths[0];

    /// <summary>How far from <see cref="Loss"/> rounding may lead.</summary>
    public double LossTolerance => Math.Max(1, _losses.Sum(Math.Abs)) / Math.Max(1, Lengths[0]) * 16 * Epsilon;

    /// <summary>Asserts what an operation wrote for the losses of the rows.</summary>
    public void CheckRows(ReadOnlySpan<double> actual, string context)
    {
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<double> losses = _losses.AsSpan(row * _rowLength, _rowLength);
            double expected = 0, size = 1;
            foreach (double loss in losses)
            {
                expected += loss;
                size += Math.Abs(loss);
            }

            Assert.True(Math.Abs(expected - actual[row]) <= 16 * Epsilon * size, $"{context}: row {row} is {actual[row]}, not {expected}");
        }
    }

    public void CheckPointwise(ReadOnlySpan<TInput> actual, string context) => Check(_losses, _ => 1, actual, $"{context}: loss");

    public void CheckInputGradient(ReadOnlySpan<TInput> actual, Operation operation, string context) =>
        Check(_inputGradients, Upstreams(operation), actual, $"{context}: input gradient");

    public void CheckTargetGradient(ReadOnlySpan<TTarget> actual, Operation operation, string context) =>
        Check(_targetGradients, Upstreams(operation), actual, $"{context}: target gradient");

    private static double Epsilon => Math.Min(EpsilonOf<float>(), Math.Min(EpsilonOf<TInput>(), EpsilonOf<TTarget>()));

    private static double EpsilonOf<T>() => typeof(T) == typeof(Half) ? 1.0 / (1 << 10) : typeof(T) == typeof(float) ? 1.0 / (1 << 23) : 1.0 / (1L << 52);

    private static T[] Numbers<T>(int count, Func<double> next)
        where T : INumberBase<T>
    {
        var numbers = new T[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = T.CreateTruncating(next());
        }

        return numbers;
    }

    private static void Check<T>(double[] expected, Func<int, double> factor, ReadOnlySpan<T> actual, string context)
        where T : unmanaged, INumberBase<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        double epsilon = 32 * Math.Max(Epsilon, EpsilonOf<T>());
        for (int i = 0; i < expected.Length; i++)
        {
            double value = double.CreateTruncating(actual[i]), wanted = expected[i] * factor(i);
            if (!(Math.Abs(wanted - value) <= epsilon * (1 + Math.Abs(wanted))))
            {
                Assert.Fail($"{context}: element {i} is {value}, not {wanted}");
            }
        }
    }

    private double Weight(int element) => RowWeights.Length == 0 ? 1 : RowWeights[element / _rowLength];

    private Func<int, double> Upstreams(Operation operation) =>
        operation.IsReduced() ? _ => Operations.Upstream / Lengths[0] : i => double.CreateTruncating(Upstream[i]);
}
