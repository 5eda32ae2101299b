using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KLDiv.Kernels;

namespace KLDiv.Logits;

/// <summary>
/// What a report wants to know of rows of two distributions P and Q: first, row by row, what makes probabilities of their numbers; then, block by block,
/// the terms of the divergence and the probabilities. For one thread: what it writes is written over again.
/// </summary>
/// <typeparam name="T">The type of the rows' elements, float or double.</typeparam>
/// <param name="form">What the rows are, and what is wanted of them.</param>
/// <param name="classes">Where the classes are added up.</param>
internal sealed unsafe class PairFigures<T>(PairForm form, ClassSums classes)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The elements of a block.</summary>
    public const int MaxLength = FigureBlock<T>.MaxLength;

    private readonly FigureKernels<T> _kernels = FigureKernels<T>.Select(form.IsMixture, any: false);
    private readonly FigureKernels<double> _anyKernels = FigureKernels<double>.Select(form.IsMixture, any: true);
    private readonly T[] _outputs = Room<T>(3);
    private readonly double[] _wideInputs = Room<double>(2);
    private readonly double[] _wideOutputs = Room<double>(3);
    private DistillationState[] _states = [];

    private bool HasLogits => form.HasLogitsP || form.HasLogitsQ;

    /// <summary>Finds what makes probabilities of the numbers of rows.</summary>
    /// <param name="p">Rows of P, one after the other.</param>
    /// <param name="q">Rows of Q.</param>
    /// <param name="rows">What is found, one a row; at least one.</param>
    /// <exception cref="ArgumentException">There is no softmax of a row of logits.</exception>
    public void Prepare(ReadOnlySpan<T> p, ReadOnlySpan<T> q, Span<RowPair> rows)
    {
        int support = p.Length / rows.Length;
        if (HasLogits)
        {
            FindStates(form.HasLogitsP ? p : q, form.HasLogitsQ ? q : p, rows.Length, support);
        }

        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = Pair(HasLogits ? _states[row].Pair : default);
            FindTop(p.Slice(row * support, support), ref rows[row].P);
            FindTop(q.Slice(row * support, support), ref rows[row].Q);
        }
    }

    /// <summary>Adds a block of a row to the sums of the classes.</summary>
    /// <param name="p">The block's elements of P, at most <see cref="MaxLength"/>.</param>
    /// <param name="q">Those of Q.</param>
    /// <param name="row">The row, prepared.</param>
    /// <param name="start">The class of the first element.</param>
    /// <param name="weight">The row's weight, more than 0 and at most 1.</param>
    /// <returns>The sums over the block.</returns>
    public FigureSums Measure(ReadOnlySpan<T> p, ReadOnlySpan<T> q, in RowPair row, int start, double weight)
    {
        fixed (T* atP = p, atQ = q)
        {
            PairBlock<T> scanned = new() { Length = p.Length, P = atP, Q = atQ, Reference = row.Reference };
            _kernels.Scan(&scanned);
            if (scanned.Sums.IsOrdinary)
            {
                FigureBlock<T> block = Block(atP, atQ, p.Length, row.Reference, row.Normaliser, _outputs);
                _kernels.Figures(&block);
                classes.Add(block, start, weight);
                return block.Sums;
            }
        }

        return MeasureAny(p, q, row, start, weight);
    }

    /// <summary>A block in which a number is infinite, or beyond the type's arithmetic.</summary>
    private FigureSums MeasureAny(ReadOnlySpan<T> p, ReadOnlySpan<T> q, in RowPair row, int start, double weight)
    {
        TensorPrimitives.ConvertTruncating<T, double>(p, _wideInputs);
        TensorPrimitives.ConvertTruncating<T, double>(q, _wideInputs.AsSpan(MaxLength));
        fixed (double* inputs = _wideInputs)
        {
            FigureBlock<double> block = Block(inputs, inputs + MaxLength, p.Length, row.WideReference, row.WideNormaliser, _wideOutputs);
            _anyKernels.Figures(&block);
            classes.Add(block, start, weight);
            return block.Sums;
        }
    }

    /// <summary>A block whose outputs go to pinned memory.</summary>
    private FigureBlock<TBlock> Block<TBlock>(TBlock* p, TBlock* q, int length, in Reference reference, double normaliser, TBlock[] outputs)
        where TBlock : unmanaged
    {
        TBlock* room = (TBlock*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(outputs));
        return new()
        {
            Length = length,
            P = p,
            Q = q,
            Reference = reference,
            Normaliser = normaliser,
            Beta = form.Beta,
            Terms = room,
            ProbabilitiesP = room + MaxLength,
            ProbabilitiesQ = room + (2 * MaxLength),
        };
    }

    private static void FindTop(ReadOnlySpan<T> row, ref RowSide side)
    {
        T largest = TensorPrimitives.Max(row);
        side.TopValue = double.CreateTruncating(largest);
        side.Top = T.IsNaN(largest) ? 0 : row.IndexOf(largest);
    }

    private void FindStates(ReadOnlySpan<T> p, ReadOnlySpan<T> q, int rows, int support)
    {
        if (_states.Length < rows)
        {
            _states = new DistillationState[rows];
        }

        ReadOnlySpan<nint> shape = [rows, support];
        Problem problem = Distillation.Operands(Operand.Of(q, shape, "student"), Operand.Of(p, shape, "teacher"), default);
        PairRequest request = Distillation.Request(form.Temperature, beta: 0, scaleByTemperature: false);
        fixed (DistillationState* states = _states)
        {
            request.States = states;
            request.IsLean = true;
            PairDriver.Run(problem, request);
        }
    }

    /// <param name="state">The state of both sides' logits; where one side alone has logits, that of this one beside itself.</param>
    private RowPair Pair(in PairState state)
    {
        RowPair pair = new()
        {
            P = form.HasLogitsP ? new() { Origin = state.OriginP, Sum = state.SumP, LogSum = Math.Log(state.SumP) } : new() { Sum = 1 },
            Q = form.HasLogitsQ ? new() { Origin = state.OriginQ, Sum = state.SumQ, LogSum = Math.Log(state.SumQ) } : new() { Sum = 1 },
            Forward = state.Forward,
        };
        ExactSum logRatio = state.LogRatio;
        if (!form.HasLogitsP || !form.HasLogitsQ)
        {
            logRatio.Add((pair.P.Origin - pair.Q.Origin) / form.Temperature);
            logRatio.Add(pair.P.LogSum - pair.Q.LogSum);
        }

        (pair.Reference, pair.Normaliser) = Refer<T>(pair.P, logRatio);
        (pair.WideReference, pair.WideNormaliser) = Refer<double>(pair.P, logRatio);
        return pair;
    }

    /// <summary>Lets the exponents count from where the two sums of the row are equal.</summary>
    private (Reference Reference, double Normaliser) Refer<TBlock>(in RowSide p, in ExactSum logRatio)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        double originP = double.CreateTruncating(TBlock.CreateTruncating(p.Origin));
        ExactSum originQ = -(logRatio * form.Temperature);
        originQ.Add(originP);
        (double high, double low) = originQ.Parts;
        return (Reference.Create<TBlock>(originP, high, low, form.Temperature), 1 / (p.Sum * Math.Exp((p.Origin - originP) / form.Temperature)));
    }

    private static TRoom[] Room<TRoom>(int blocks)
        where TRoom : unmanaged => GC.AllocateUninitializedArray<TRoom>(blocks * MaxLength, pinned: true);
}
