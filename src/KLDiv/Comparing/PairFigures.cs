using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv.Comparing;

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

    /// <summary>
    /// Where the exponentials of two rows differ by less than this part of their sum, they are compared by a walk more in which nothing cancels; where they
    /// differ by more, what a plain sum in the type's arithmetic loses is less than 1e-5 of what there is.
    /// </summary>
    private const double Near = 1e-3;

    private readonly FigureKernels<T> _kernels = FigureKernels<T>.Select(form.IsMixture, any: false);
    private readonly FigureKernels<double> _anyKernels = FigureKernels<double>.Select(form.IsMixture, any: true);
    private readonly Reference _temperature = Reference.Of<T>(form.Temperature);
    private readonly Reference _wideTemperature = Reference.Of<double>(form.Temperature);
    private readonly RowGuess? _guess = typeof(T) == typeof(float) && form.HasLogitsP && form.HasLogitsQ && !form.IsMixture ? new RowGuess(form, classes) : null;
    private readonly T[] _outputs = Room<T>(3);
    private readonly double[] _wideInputs = Room<double>(2);
    private readonly double[] _wideOutputs = Room<double>(3);

    private bool HasBothLogits => form.HasLogitsP && form.HasLogitsQ;

    /// <summary>Finds what makes probabilities of the numbers of a row; where one walk is enough for everything, measures it too.</summary>
    /// <param name="p">A row of P.</param>
    /// <param name="q">The row of Q.</param>
    /// <param name="weight">The row's weight, more than 0 and at most 1.</param>
    /// <param name="sums">The sums over the row, if it was measured.</param>
    /// <returns>What is found; nothing can be measured of a row that cannot be compared.</returns>
    public RowPair Prepare(ReadOnlySpan<T> p, ReadOnlySpan<T> q, double weight, out FigureSums sums)
    {
        sums = default;
        RowPair row = new() { Forward = double.NaN };
        fixed (T* atP = p, atQ = q)
        {
            PairBlock<T> scanned = new() { Length = p.Length, P = atP, Q = atQ, Reference = _temperature };
            _kernels.Scan(&scanned);
            row.IsOrdinary = scanned.Sums.IsOrdinary;
            FindTop(p, row.IsOrdinary, scanned.Sums.LargestP, ref row.P);
            FindTop(q, row.IsOrdinary, scanned.Sums.LargestQ, ref row.Q);
            row.CanCompare = CanCompare(row.P.TopValue, form.HasLogitsP) && CanCompare(row.Q.TopValue, form.HasLogitsQ);
            if (row.IsOrdinary && _guess?.TryMeasure(MemoryMarshal.Cast<T, float>(p), MemoryMarshal.Cast<T, float>(q), weight, ref row, out sums) == true)
            {
                return row;
            }

            ExactSum logRatio = row.CanCompare ? Normalise(p, q, atP, atQ, ref row) : default;
            (row.Reference, row.Normaliser) = Refer<T>(row.P, logRatio);
            (row.WideReference, row.WideNormaliser) = Refer<double>(row.P, logRatio);
        }

        return row;
    }

    /// <summary>The divergence of a row; for P from Q, or from the mixture.</summary>
    /// <param name="row">The row, prepared.</param>
    /// <param name="sums">The sums over all of its blocks.</param>
    public double Divergence(in RowPair row, in FigureSums sums)
    {
        if (form.IsMixture || !double.IsNaN(row.Forward))
        {
            return form.IsMixture ? sums.Terms : row.Forward;
        }

        if (!HasBothLogits)
        {
            return sums.Terms - sums.Difference;
        }

        // What the terms have too much because the two sums of exponentials were known to some digits less than the terms.
        double ratio = -PairState.LogPlusOne(sums.Difference);
        return Math.Max(0, sums.Terms - PairState.Excess(1, 1 + sums.Difference, ratio));
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
            if (row.IsOrdinary || IsOrdinary(atP, atQ, p.Length, row.Reference))
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

    private bool IsOrdinary(T* p, T* q, int length, in Reference reference)
    {
        PairBlock<T> scanned = new() { Length = length, P = p, Q = q, Reference = reference };
        _kernels.Scan(&scanned);
        return scanned.Sums.IsOrdinary;
    }

    /// <param name="row">The numbers of one side.</param>
    /// <param name="isOrdinary">Whether the largest is known; the one that was found may have passed over a NaN where not.</param>
    /// <param name="largest">The largest.</param>
    /// <param name="side">Where the top class goes.</param>
    private static void FindTop(ReadOnlySpan<T> row, bool isOrdinary, double largest, ref RowSide side)
    {
        T top = isOrdinary ? T.CreateTruncating(largest) : TensorPrimitives.Max(row);
        side.TopValue = double.CreateTruncating(top);
        side.Top = T.IsNaN(top) ? 0 : IndexOf(row, top);
    }

    private static bool CanCompare(double top, bool isLogit) => isLogit ? double.IsFinite(top) : !double.IsNaN(top);

    /// <summary>Where a number stands first. Bits are found many at a time, floats are not; and 0 has two patterns of them.</summary>
    private static int IndexOf(ReadOnlySpan<T> row, T value) =>
        T.IsZero(value) ? row.IndexOf(value)
        : sizeof(T) == sizeof(int) ? MemoryMarshal.Cast<T, int>(row).IndexOf(Unsafe.BitCast<T, int>(value))
        : MemoryMarshal.Cast<T, long>(row).IndexOf(Unsafe.BitCast<T, long>(value));

    /// <summary>Finds the sums of the exponentials.</summary>
    /// <returns>ln of their ratio.</returns>
    private ExactSum Normalise(ReadOnlySpan<T> p, ReadOnlySpan<T> q, T* atP, T* atQ, ref RowPair row)
    {
        ExactSum logRatio = default;
        bool isKnown = row.IsOrdinary;
        if (isKnown && (form.HasLogitsP || form.HasLogitsQ))
        {
            ExponentialSums<T> rows = new()
            {
                P = atP,
                Q = atQ,
                Length = p.Length,
                OriginP = row.P.TopValue,
                OriginQ = row.Q.TopValue,
                InverseTemperature = 1 / form.Temperature,
            };
            _kernels.Sums(&rows);
            isKnown = !HasBothLogits || rows.Distance > Near * rows.SumP;
            SetSums(ref row, rows.OriginP, rows.SumP, rows.OriginQ, rows.SumQ);
        }

        if (!isKnown && (form.HasLogitsP || form.HasLogitsQ))
        {
            PairState state = FindState(form.HasLogitsP ? p : q, form.HasLogitsQ ? q : p);
            SetSums(ref row, state.OriginP, state.SumP, state.OriginQ, state.SumQ);
            if (HasBothLogits)
            {
                row.Forward = state.Forward;
                return state.LogRatio;
            }
        }
        else if (!form.HasLogitsP && !form.HasLogitsQ)
        {
            SetSums(ref row, 0, 1, 0, 1);
        }

        logRatio.Add((row.P.Origin - row.Q.Origin) / form.Temperature);
        logRatio.Add(row.P.LogSum - row.Q.LogSum);
        return logRatio;
    }

    /// <summary>Log-probabilities are taken as they are: as if their sum were 1.</summary>
    private void SetSums(ref RowPair row, double originP, double sumP, double originQ, double sumQ)
    {
        row.P.Set(form.HasLogitsP ? originP : 0, form.HasLogitsP ? sumP : 1);
        row.Q.Set(form.HasLogitsQ ? originQ : 0, form.HasLogitsQ ? sumQ : 1);
    }

    /// <summary>The state of two rows, in which nothing cancels.</summary>
    private PairState FindState(ReadOnlySpan<T> p, ReadOnlySpan<T> q)
    {
        DistillationState state = default;
        Arguments arguments = Distillation.Operands(Operand.Of(q, default, "student"), Operand.Of(p, default, "teacher"), default);
        PairRequest request = Distillation.Request(form.Temperature, beta: 0, scaleByTemperature: false);
        request.States = &state;
        request.IsLean = true;
        PairDriver.Run(arguments, request);
        return state.Pair;
    }

    /// <summary>Lets the exponents count from where the two sums of the row are equal.</summary>
    private (Reference Reference, double Normaliser) Refer<TBlock>(in RowSide p, in ExactSum logRatio)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        double originP = double.CreateTruncating(TBlock.CreateTruncating(p.Origin));
        ExactSum originQ = -(logRatio * form.Temperature);
        originQ.Add(originP);
        Reference temperature = typeof(TBlock) == typeof(T) ? _temperature : _wideTemperature;
        return (temperature.At<TBlock>(originP, originQ), 1 / (p.Sum * Math.Exp((p.Origin - originP) / form.Temperature)));
    }

    private static TRoom[] Room<TRoom>(int blocks)
        where TRoom : unmanaged => GC.AllocateUninitializedArray<TRoom>(blocks * MaxLength, pinned: true);
}
