using System.Numerics;

namespace KLDiv.Tests.Support;

/// <summary>Guarded memory for every operand: runs an operation on it, and asserts what it wrote and what it must have left.</summary>
internal sealed class GuardedOperands<TInput, TTarget>(int capacity) : IDisposable
    where TInput : unmanaged, IFloatingPointIeee754<TInput>
    where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
{
    private readonly GuardedMemory<TInput> _input = new(capacity);
    private readonly GuardedMemory<TTarget> _target = new(capacity);
    private readonly GuardedMemory<TTarget> _upstream = new(capacity);
    private readonly GuardedMemory<double> _rowWeights = new(capacity);
    private readonly GuardedMemory<TInput> _pointwise = new(capacity);
    private readonly GuardedMemory<TInput> _inputGradient = new(capacity);
    private readonly GuardedMemory<TTarget> _targetGradient = new(capacity);
    private readonly GuardedMemory<double> _rowSums = new(capacity);

    /// <summary>Runs every operation with all operands against their page at the end, or at the start.</summary>
    public void CheckAll(Sample<TInput, TTarget> sample, bool atEnd, string context)
    {
        sample.Input.CopyTo(_input.Take(sample.Count, atEnd));
        sample.Target.CopyTo(_target.Take(sample.Count, atEnd));
        sample.Upstream.CopyTo(_upstream.Take(sample.Count, atEnd));
        sample.RowWeights.CopyTo(_rowWeights.Take(sample.RowWeights.Length, atEnd));
        string where = $"{context}, {typeof(TInput).Name}/{typeof(TTarget).Name}, shape [{string.Join(", ", sample.Lengths)}], {(atEnd ? "end" : "start")}";
        foreach (Operation operation in Operations.All)
        {
            Check(sample, operation, atEnd, $"{operation}, {where}");
        }

        Assert.True(_input.Take(sample.Count, atEnd).SequenceEqual(sample.Input), $"{where}: the input has changed");
        Assert.True(_target.Take(sample.Count, atEnd).SequenceEqual(sample.Target), $"{where}: the target has changed");
        Assert.True(_upstream.Take(sample.Count, atEnd).SequenceEqual(sample.Upstream), $"{where}: the upstream gradient has changed");
    }

    public void Dispose()
    {
        _input.Dispose();
        _target.Dispose();
        _upstream.Dispose();
        _rowWeights.Dispose();
        _pointwise.Dispose();
        _inputGradient.Dispose();
        _targetGradient.Dispose();
        _rowSums.Dispose();
    }

    private void Check(Sample<TInput, TTarget> sample, Operation operation, bool atEnd, string context)
    {
        SpanOperands<TInput, TTarget> operands = new()
        {
            Input = _input.Take(sample.Count, atEnd),
            Target = _target.Take(sample.Count, atEnd),
            Upstream = _upstream.Take(sample.Count, atEnd),
            RowWeights = _rowWeights.Take(sample.RowWeights.Length, atEnd),
            Pointwise = _pointwise.TakeMarked(sample.Count, atEnd),
            InputGradient = _inputGradient.TakeMarked(sample.Count, atEnd),
            TargetGradient = _targetGradient.TakeMarked(sample.Count, atEnd),
            RowSums = _rowSums.TakeMarked(sample.Rows, atEnd),
            Lengths = sample.Lengths,
            LogTarget = sample.LogTarget,
        };
        double loss = operands.Run(operation);
        if (operation.GivesLoss())
        {
            Assert.Equal(sample.Loss, loss, sample.LossTolerance);
        }

        if (Written(_pointwise, operands.Pointwise, operation.WritesPointwise(), context))
        {
            sample.CheckPointwise(operands.Pointwise, context);
        }

        if (Written(_inputGradient, operands.InputGradient, operation.WritesInputGradient(), context))
        {
            sample.CheckInputGradient(operands.InputGradient, operation, context);
        }

        if (Written(_targetGradient, operands.TargetGradient, operation.WritesTargetGradient(), context))
        {
            sample.CheckTargetGradient(operands.TargetGradient, operation, context);
        }

        if (Written(_rowSums, operands.RowSums, operation.WritesRows(), context))
        {
            sample.CheckRows(operands.RowSums, context);
        }
    }

    /// <summary>Asserts that nothing was written beside an output, and nothing at all where it is not one.</summary>
    private static bool Written<T>(GuardedMemory<T> memory, ReadOnlySpan<T> output, bool isOutput, string context)
        where T : unmanaged
    {
        Assert.True(memory.IsUntouchedBeside(output), $"{context}: memory beside the {typeof(T).Name} output has changed");
        Assert.True(isOutput || GuardedMemory<T>.IsUntouched(output), $"{context}: memory that is no output has changed");
        return isOutput;
    }
}
