using KLDiv.Criterion;
using KLDiv.Simd;

namespace KLDiv.Memory;

/// <summary>One call: the operands, how the rows weigh, and which outputs are wanted. Making it validates the operands that are read.</summary>
internal ref struct Problem
{
    public Problem(Operand input, Operand target, ReadOnlySpan<double> rowWeights, bool logTarget)
        : this(input, target, rowWeights, OperandNames.Criterion) => LogTarget = logTarget;

    public Problem(Operand input, Operand target, ReadOnlySpan<double> rowWeights, OperandNames names)
    {
        Names = names;
        if (input.Lengths.IsEmpty)
        {
            throw new ArgumentException($"{names.Input} has no dimensions; at least one is needed.", names.Input);
        }

        Shapes.MustEqual(target.Lengths, names.Target, input.Lengths, names.Input);
        CheckWeights(rowWeights, input, names.Input);
        Input = input;
        Target = target;
        RowWeights = rowWeights;
    }

    public OperandNames Names { get; }

    public Operand Input { get; }

    public Operand Target { get; }

    /// <summary>One weight a row, or none where all weigh 1.</summary>
    public ReadOnlySpan<double> RowWeights { get; }

    public bool LogTarget { get; }

    /// <summary>What all gradients are multiplied by: a scalar upstream gradient over the reduction's divisor.</summary>
    public double GradientScale { get; set; } = 1;

    /// <summary>An upstream gradient for each element.</summary>
    public Operand Upstream { get; private set; }

    public Operand Pointwise { get; private set; }

    public Operand InputGradient { get; private set; }

    public Operand TargetGradient { get; private set; }

    /// <summary>Where the sum of each row goes, if it is wanted.</summary>
    public Span<double> RowSums { get; private set; }

    /// <summary>Whether the sum of the losses is wanted.</summary>
    public bool Sums { get; set; }

    /// <summary>Whether elements must be met row by row.</summary>
    public readonly bool NeedsRows => !RowWeights.IsEmpty || !RowSums.IsEmpty || KeepRows;

    /// <summary>Whether sums are formed within rows first, so that any split of the rows gives the same parts.</summary>
    public bool KeepRows { get; set; }

    /// <summary>Whether there is anything to write beside the sum.</summary>
    public readonly bool Writes => Pointwise.IsPresent || InputGradient.IsPresent || TargetGradient.IsPresent || !RowSums.IsEmpty;

    /// <summary>Whether the operands are dense and no element's row matters: the shape then does not either.</summary>
    public readonly bool IsFlat => !NeedsRows && Input.IsDense && Target.IsDense && Upstream.IsDense
        && Pointwise.IsDense && InputGradient.IsDense && TargetGradient.IsDense;

    public readonly nint Numel => Input.FlattenedLength;

    /// <summary>N, the length of the first dimension.</summary>
    public readonly nint BatchSize => Input.Lengths[0];

    public void SetUpstream(Operand upstream)
    {
        Shapes.MustEqual(upstream.Lengths, nameof(upstream), Input.Lengths, Names.Input);
        Upstream = upstream;
    }

    public void SetPointwise(Operand destination)
    {
        Pointwise = destination;
        CheckDestination(destination, nameof(destination));
    }

    public void SetRowSums(Span<double> destination)
    {
        nint rows = Shapes.Rows(Input.Lengths);
        if (destination.Length != rows)
        {
            throw new ArgumentException(
                $"destination has {destination.Length} elements, {Names.Input} of shape {Shapes.Text(Input.Lengths)} has {rows} rows; they must be equal.",
                nameof(destination));
        }

        RowSums = destination;
    }

    public void SetGradients(Operand inputGradient, Operand targetGradient)
    {
        InputGradient = inputGradient;
        TargetGradient = targetGradient;
        CheckDestination(inputGradient, Names.InputGradient);
        CheckDestination(targetGradient, Names.TargetGradient);
    }

    private readonly void CheckDestination(Operand destination, string name)
    {
        if (destination.IsPresent)
        {
            Shapes.MustEqual(destination.Lengths, name, Input.Lengths, Names.Input);
        }
    }

    private static void CheckWeights(ReadOnlySpan<double> rowWeights, Operand input, string name)
    {
        if (rowWeights.IsEmpty)
        {
            return;
        }

        nint rows = Shapes.Rows(input.Lengths);
        if (rowWeights.Length != rows)
        {
            throw new ArgumentException(
                $"rowWeights has {rowWeights.Length} elements, {name} of shape {Shapes.Text(input.Lengths)} has {rows} rows; they must be equal.",
                nameof(rowWeights));
        }

        for (int i = 0; i < rowWeights.Length; i++)
        {
            if (!(rowWeights[i] >= 0) || double.IsPositiveInfinity(rowWeights[i]))
            {
                throw new ArgumentException($"rowWeights[{i}] is {rowWeights[i]}; weights must be finite and at least 0.", nameof(rowWeights));
            }
        }
    }
}
