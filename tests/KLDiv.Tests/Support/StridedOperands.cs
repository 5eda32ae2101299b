using System.Numerics;

namespace KLDiv.Tests.Support;

/// <summary>Operands that lie as their views say, and the same elements as dense copies: an operation must make the same of both.</summary>
internal sealed class StridedOperands<TInput, TTarget> : IDisposable
    where TInput : unmanaged, IFloatingPointIeee754<TInput>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
{
    private readonly Sample<TInput, TTarget> _sample;
    private readonly string _context;
    private readonly StridedMemory<TInput> _input;
    private readonly StridedMemory<TTarget> _target;
    private readonly StridedMemory<TTarget> _upstream;
    private readonly StridedMemory<TInput> _pointwise;
    private readonly StridedMemory<TInput> _inputGradient;
    private readonly StridedMemory<TTarget> _targetGradient;
    private readonly TInput[] _denseInput;
    private readonly TTarget[] _denseTarget;
    private readonly TTarget[] _denseUpstream;

    /// <param name="sample">The elements and the shape.</param>
    /// <param name="input">The number of the input's view.</param>
    /// <param name="target">The number of the target's view; those of the other operands are a mixture.</param>
    public StridedOperands(Sample<TInput, TTarget> sample, int input, int target)
    {
        _sample = sample;
        View[] all = View.All, writable = View.AllWritable;
        View upstream = all[((3 * input) + target) % all.Length];
        View pointwise = writable[(input + target) % writable.Length];
        View inputGradient = writable[(input + (2 * target) + 1) % writable.Length];
        View targetGradient = writable[((2 * input) + target + 2) % writable.Length];
        _input = new(all[input], sample.Lengths);
        _target = new(all[target], sample.Lengths);
        _upstream = new(upstream, sample.Lengths);
        _pointwise = new(pointwise, sample.Lengths);
        _inputGradient = new(inputGradient, sample.Lengths);
        _targetGradient = new(targetGradient, sample.Lengths);
        _denseInput = _input.Fill(sample.Input);
        _denseTarget = _target.Fill(sample.Target);
        _denseUpstream = _upstream.Fill(sample.Upstream);
        _context = $"{typeof(TInput).Name}/{typeof(TTarget).Name}, shape [{string.Join(", ", sample.Lengths)}], log target {sample.LogTarget}, "
            + $"input {all[input]}, target {all[target]}, upstream {upstream}, losses {pointwise}, gradients {inputGradient} and {targetGradient}";
    }

    public void CheckAll()
    {
        foreach (Operation operation in Operations.All)
        {
            Check(operation);
        }
    }

    public void Dispose()
    {
        _input.Dispose();
        _target.Dispose();
        _upstream.Dispose();
        _pointwise.Dispose();
        _inputGradient.Dispose();
        _targetGradient.Dispose();
    }

    private void Check(Operation operation)
    {
        TensorOperands<TInput, TTarget> strided = new()
        {
            Input = _input.View,
            Target = _target.View,
            Upstream = _upstream.View,
            RowWeights = _sample.RowWeights,
            Pointwise = _pointwise.Marked(),
            InputGradient = _inputGradient.Marked(),
            TargetGradient = _targetGradient.Marked(),
            RowSums = Marked<double>(_sample.Rows),
            LogTarget = _sample.LogTarget,
        };
        SpanOperands<TInput, TTarget> dense = new()
        {
            Input = _denseInput,
            Target = _denseTarget,
            Upstream = _denseUpstream,
            RowWeights = _sample.RowWeights,
            Pointwise = Marked<TInput>(_sample.Count),
            InputGradient = Marked<TInput>(_sample.Count),
            TargetGradient = Marked<TTarget>(_sample.Count),
            RowSums = Marked<double>(_sample.Rows),
            Lengths = _sample.Lengths,
            LogTarget = _sample.LogTarget,
        };
        string context = $"{operation}, {_context}";
        double expected = dense.Run(operation);

        // Elements in another order: of floats the sums in float differ, of doubles the last digits of long sums.
        double tolerance = Math.Max(_sample.LossTolerance, 1e-13 * Math.Max(1, Math.Abs(expected)));
        Close.Equal(expected, strided.Run(operation), tolerance, $"the loss of {context}");
        AssertSame(dense.Pointwise, _pointwise.Flatten(context), context);
        AssertSame(dense.InputGradient, _inputGradient.Flatten(context), context);
        AssertSame(dense.TargetGradient, _targetGradient.Flatten(context), context);
        AssertSame(dense.RowSums, strided.RowSums, context);
    }

    private static T[] Marked<T>(int count)
        where T : unmanaged
    {
        var elements = new T[count];
        Array.Fill(elements, GuardedMemory<T>.Mark);
        return elements;
    }

    private static void AssertSame<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string context)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int difference = expected.CommonPrefixLength(actual);
        Assert.True(
            difference == expected.Length && expected.Length == actual.Length,
            difference < expected.Length ? $"{context}: element {difference} is {actual[difference]}, in the dense copy {expected[difference]}" : context);
    }
}
