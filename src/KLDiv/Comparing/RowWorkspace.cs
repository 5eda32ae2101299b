using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KLDiv.Criterion;
using KLDiv.Distilling;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv.Comparing;

/// <summary>
/// Compares rows of two distributions P and Q: first, row by row, what makes probabilities of their numbers is found; then, block by block of classes, the terms
/// of the divergence and the probabilities. For one thread: what it writes is written over again.
/// </summary>
/// <typeparam name="T">The type of the rows' elements, float or double.</typeparam>
/// <param name="request">What the rows are, and what is wanted of them.</param>
internal sealed unsafe class RowWorkspace<T>(ComparisonRequest request)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The elements of a block.</summary>
    private const int MaxLength = ComparedBlock<T>.MaxLength;

    /// <summary>
    /// Where the exponentials of two rows differ by less than this part of their sum, they are compared by a walk more in which nothing cancels; where they
    /// differ by more, what a plain sum in the type's arithmetic loses is less than 1e-5 of what there is.
    /// </summary>
    private const double Near = 1e-3;

    private readonly ComparisonKernels<T> _kernels = ComparisonKernels<T>.Select(request, any: false);
    private readonly ComparisonKernels<double> _anyKernels = ComparisonKernels<double>.Select(request, any: true);
    private readonly ExponentOrigins _temperature = ExponentOrigins.Of<T>(request.Temperature);
    private readonly ExponentOrigins _wideTemperature = ExponentOrigins.Of<double>(request.Temperature);
    private readonly OneWalk? _oneWalk = typeof(T) == typeof(float) && request.HasBothLogits && !request.IsMixture ? new OneWalk(request.Temperature) : null;
    private readonly T[] _outputs = Room<T>(3);
    private readonly double[] _wideInputs = Room<double>(2);
    private readonly double[] _wideOutputs = Room<double>(3);
    private PreparedRow[] _rows = [];
    private T[] _roomForP = [], _roomForQ = [];

    /// <summary>The next rows, in place or in memory of the workspace's own.</summary>
    /// <param name="memory">The operands.</param>
    /// <param name="cursor">At the first row; it moves on to the row after the last one.</param>
    /// <param name="first">The number of the first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="classes">The length of a row.</param>
    public RowRun<T> Gather(in PinnedArguments memory, ref RunCursor cursor, nint first, int count, int classes)
    {
        (int operandP, int operandQ) = request.IsExchanged ? (Slots.Second, Slots.First) : (Slots.First, Slots.Second);
        T* p = InPlace(memory, operandP, cursor, classes, request.IsProbabilityP), q = InPlace(memory, operandQ, cursor, classes, request.IsProbabilityQ);
        T* roomP = p == null ? Room(ref _roomForP, count * classes) : null, roomQ = q == null ? Room(ref _roomForQ, count * classes) : null;
        double* weights = memory.RowWeights == null ? null : memory.RowWeights + first;
        RowRun<T> run = new(p == null ? roomP : p, q == null ? roomQ : q, weights, count, classes);
        for (int i = 0; i < count; i++)
        {
            if (run.WeightOf(i) != 0)
            {
                Copy(memory, operandP, cursor, roomP, i, classes, request.IsProbabilityP);
                Copy(memory, operandQ, cursor, roomQ, i, classes, request.IsProbabilityQ);
            }

            cursor.Advance();
        }

        return run;
    }

    /// <summary>Compares the rows of a run. A row of weight 0 is not read.</summary>
    /// <param name="run">The rows.</param>
    /// <param name="totals">Where their classes are added up; null where that is not wanted.</param>
    /// <param name="results">What is found, one a row.</param>
    /// <returns>The number of the first row that cannot be compared, or -1.</returns>
    public int Compare(in RowRun<T> run, ClassSums? totals, Span<RowComparison> results)
    {
        if (_rows.Length < run.Count)
        {
            _rows = new PreparedRow[run.Count];
        }

        for (int i = 0; i < run.Count; i++)
        {
            _rows[i] = run.WeightOf(i) == 0 ? default : Prepare(run.P(i), run.Q(i), run.WeightOf(i), totals);
            if (!_rows[i].CanCompare && run.WeightOf(i) != 0)
            {
                return i;
            }
        }

        Measure(run, totals);
        for (int i = 0; i < run.Count; i++)
        {
            results[i] = run.WeightOf(i) == 0 ? RowComparison.None : Result(_rows[i]);
        }

        return -1;
    }

    /// <summary>Block by block of classes, all rows of the run that have not been measured yet, so that the sums of a block's classes stay in the first-level cache.</summary>
    private void Measure(in RowRun<T> run, ClassSums? totals)
    {
        for (int start = 0; start < run.Classes; start += MaxLength)
        {
            int count = Math.Min(MaxLength, run.Classes - start);
            for (int i = 0; i < run.Count; i++)
            {
                ref PreparedRow row = ref _rows[i];
                if (!row.IsMeasured && row.CanCompare)
                {
                    row.Sums.Add(Measure(run.P(i).Slice(start, count), run.Q(i).Slice(start, count), row, start, run.WeightOf(i), totals));
                }
            }
        }
    }

    /// <summary>Finds what makes probabilities of the numbers of a row; where one walk is enough for everything, measures it too.</summary>
    /// <returns>What is found; nothing can be measured of a row that cannot be compared.</returns>
    private PreparedRow Prepare(ReadOnlySpan<T> p, ReadOnlySpan<T> q, double weight, ClassSums? totals)
    {
        PreparedRow row = new() { Forward = double.NaN, Reverse = double.NaN };
        fixed (T* atP = p, atQ = q)
        {
            LogitsBlock<T> scanned = new() { Length = p.Length, P = atP, Q = atQ, Origins = _temperature };
            _kernels.Scan(&scanned);
            row.IsOrdinary = scanned.Sums.IsOrdinary;
            FindTop(p, row.IsOrdinary, scanned.Sums.LargestP, ref row.P);
            FindTop(q, row.IsOrdinary, scanned.Sums.LargestQ, ref row.Q);
            row.CanCompare = CanCompare(row.P.TopValue, request.HasLogitsP) && CanCompare(row.Q.TopValue, request.HasLogitsQ);
            if (row.IsOrdinary && _oneWalk?.TryMeasure(MemoryMarshal.Cast<T, float>(p), MemoryMarshal.Cast<T, float>(q), weight, ref row, totals) == true)
            {
                return row;
            }

            ExactSum logRatio = row.CanCompare ? Normalise(p, q, atP, atQ, ref row) : default;
            (row.Origins, row.Normaliser) = Refer<T>(row.P, logRatio);
            (row.WideOrigins, row.WideNormaliser) = Refer<double>(row.P, logRatio);
        }

        return row;
    }

    /// <summary>What is told of a row, all of whose blocks are measured.</summary>
    private RowComparison Result(in PreparedRow row)
    {
        (double forward, double reverse) = (double.NaN, double.NaN);
        if (!request.IsMixture)
        {
            forward = Divergence(row.Forward, row.Sums.Terms, row.Sums.Difference, 1);
            reverse = request.IsAll ? Divergence(row.Reverse, row.Sums.Reverse, -row.Sums.Difference, 1 + row.Sums.Difference) : double.NaN;
        }

        ComparedSide p = row.P.Told(request.Temperature, request.HasLogitsP ? 1 : row.Sums.P);
        ComparedSide q = row.Q.Told(request.Temperature, request.HasLogitsQ ? 1 : row.Sums.P + row.Sums.Difference);
        return new()
        {
            Forward = request.IsExchanged ? reverse : forward,
            Reverse = request.IsExchanged ? forward : reverse,
            JensenShannon = request.IsAll ? row.Sums.Mixture : request.IsMixture ? row.Sums.Terms : double.NaN,
            TotalVariation = row.Sums.Distance / 2,
            HellingerSquared = Math.Max(0, row.Sums.RootDistance / 2),
            P = request.IsExchanged ? q : p,
            Q = request.IsExchanged ? p : q,
        };
    }

    /// <summary>A KL divergence of a row.</summary>
    /// <param name="known">What it is, if that is known; else NaN.</param>
    /// <param name="terms">Σ of its terms.</param>
    /// <param name="difference">Σ of the other side's probabilities less those of the side that it is weighted by.</param>
    /// <param name="sum">Σ of these.</param>
    private double Divergence(double known, double terms, double difference, double sum)
    {
        if (!double.IsNaN(known))
        {
            return known;
        }

        if (!request.HasBothLogits)
        {
            return Positive(terms - difference);
        }

        // What the terms have too much because the two sums of exponentials were known to some digits less than the terms.
        double ratio = -PairState.LogPlusOne(difference / sum);
        return Math.Max(0, (terms - PairState.Excess(sum, sum + difference, ratio)) / sum);
    }

    /// <summary>0 in the place of -0.</summary>
    private static double Positive(double divergence) => divergence == 0 ? 0 : divergence;

    /// <summary>Compares a block of a row, and adds its classes to their sums.</summary>
    private ComparedSums Measure(ReadOnlySpan<T> p, ReadOnlySpan<T> q, in PreparedRow row, int start, double weight, ClassSums? totals)
    {
        fixed (T* atP = p, atQ = q)
        {
            if (row.IsOrdinary || IsOrdinary(atP, atQ, p.Length, row.Origins))
            {
                ComparedBlock<T> block = Block(atP, atQ, p.Length, row.Origins, row.Normaliser, _outputs);
                _kernels.Figures(&block);
                totals?.Add(block, start, weight);
                return block.Sums;
            }
        }

        return MeasureAny(p, q, row, start, weight, totals);
    }

    /// <summary>A block in which a number is infinite, or beyond the type's arithmetic.</summary>
    private ComparedSums MeasureAny(ReadOnlySpan<T> p, ReadOnlySpan<T> q, in PreparedRow row, int start, double weight, ClassSums? totals)
    {
        TensorPrimitives.ConvertTruncating<T, double>(p, _wideInputs);
        TensorPrimitives.ConvertTruncating<T, double>(q, _wideInputs.AsSpan(MaxLength));
        fixed (double* inputs = _wideInputs)
        {
            ComparedBlock<double> block = Block(inputs, inputs + MaxLength, p.Length, row.WideOrigins, row.WideNormaliser, _wideOutputs);
            _anyKernels.Figures(&block);
            totals?.Add(block, start, weight);
            return block.Sums;
        }
    }

    /// <summary>A block whose outputs go to pinned memory.</summary>
    private ComparedBlock<TBlock> Block<TBlock>(TBlock* p, TBlock* q, int length, in ExponentOrigins origins, double normaliser, TBlock[] outputs)
        where TBlock : unmanaged
    {
        TBlock* room = (TBlock*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(outputs));
        return new()
        {
            Length = length,
            P = p,
            Q = q,
            Origins = origins,
            Normaliser = normaliser,
            Beta = request.Beta,
            Terms = room,
            ProbabilitiesP = room + MaxLength,
            ProbabilitiesQ = room + (2 * MaxLength),
        };
    }

    private bool IsOrdinary(T* p, T* q, int length, in ExponentOrigins origins)
    {
        LogitsBlock<T> scanned = new() { Length = length, P = p, Q = q, Origins = origins };
        _kernels.Scan(&scanned);
        return scanned.Sums.IsOrdinary;
    }

    /// <param name="row">The numbers of one side.</param>
    /// <param name="isOrdinary">Whether the largest is known; the one that was found may have passed over a NaN where not.</param>
    /// <param name="largest">The largest.</param>
    /// <param name="side">Where the top class goes.</param>
    private static void FindTop(ReadOnlySpan<T> row, bool isOrdinary, double largest, ref PreparedSide side)
    {
        T top = isOrdinary ? T.CreateTruncating(largest) : TensorPrimitives.Max(row);
        side.TopValue = double.CreateTruncating(top);
        side.Top = T.IsNaN(top) ? 0 : IndexOf(row, top);
    }

    private static bool CanCompare(double top, bool isLogit) => isLogit ? double.IsFinite(top) : top <= RowComparer.MostLogProbability;

    /// <summary>Where a number stands first. Bits are found many at a time, floats are not; and 0 has two patterns of them.</summary>
    private static int IndexOf(ReadOnlySpan<T> row, T value) =>
        T.IsZero(value) ? row.IndexOf(value)
        : sizeof(T) == sizeof(int) ? MemoryMarshal.Cast<T, int>(row).IndexOf(Unsafe.BitCast<T, int>(value))
        : MemoryMarshal.Cast<T, long>(row).IndexOf(Unsafe.BitCast<T, long>(value));

    /// <summary>Finds the sums of the exponentials.</summary>
    /// <returns>ln of their ratio.</returns>
    private ExactSum Normalise(ReadOnlySpan<T> p, ReadOnlySpan<T> q, T* atP, T* atQ, ref PreparedRow row)
    {
        ExactSum logRatio = default;
        bool isKnown = row.IsOrdinary;
        if (isKnown && (request.HasLogitsP || request.HasLogitsQ))
        {
            ExponentialSums<T> rows = new()
            {
                P = atP,
                Q = atQ,
                Length = p.Length,
                OriginP = row.P.TopValue,
                OriginQ = row.Q.TopValue,
                InverseTemperature = 1 / request.Temperature,
            };
            _kernels.Sums(&rows);
            isKnown = !request.HasBothLogits || rows.Distance > Near * rows.SumP;
            SetSums(ref row, rows.OriginP, rows.SumP, rows.OriginQ, rows.SumQ);
        }

        if (!isKnown && (request.HasLogitsP || request.HasLogitsQ))
        {
            PairState state = FindState(request.HasLogitsP ? p : q, request.HasLogitsQ ? q : p);
            SetSums(ref row, state.OriginP, state.SumP, state.OriginQ, state.SumQ);
            if (request.HasBothLogits)
            {
                row.Forward = state.Forward;
                row.Reverse = request.IsAll ? state.Reverse : double.NaN;
                return state.LogRatio;
            }
        }
        else if (!request.HasLogitsP && !request.HasLogitsQ)
        {
            SetSums(ref row, 0, 1, 0, 1);
        }

        logRatio.Add((row.P.Origin - row.Q.Origin) / request.Temperature);
        logRatio.Add(row.P.LogSum - row.Q.LogSum);
        return logRatio;
    }

    /// <summary>Log-probabilities are taken as they are: as if their sum were 1.</summary>
    private void SetSums(ref PreparedRow row, double originP, double sumP, double originQ, double sumQ)
    {
        row.P.Set(request.HasLogitsP ? originP : 0, request.HasLogitsP ? sumP : 1);
        row.Q.Set(request.HasLogitsQ ? originQ : 0, request.HasLogitsQ ? sumQ : 1);
    }

    /// <summary>The state of two rows, in which nothing cancels.</summary>
    private PairState FindState(ReadOnlySpan<T> p, ReadOnlySpan<T> q)
    {
        DistillationState state = default;
        Arguments arguments = Distillation.Operands(Operand.Of(q, default, "student"), Operand.Of(p, default, "teacher"), default);
        DistillationRequest asked = Distillation.Request(new() { Temperature = request.Temperature });
        asked.States = &state;
        asked.IsInner = true;
        asked.WantsBoth = request.IsAll;
        DistillationDriver.Run(arguments, asked);
        return state.Pair;
    }

    /// <summary>Lets the exponents count from where the two sums of the row are equal.</summary>
    private (ExponentOrigins Origins, double Normaliser) Refer<TBlock>(in PreparedSide p, in ExactSum logRatio)
        where TBlock : unmanaged, INumberBase<TBlock>
    {
        double originP = double.CreateTruncating(TBlock.CreateTruncating(p.Origin));
        ExactSum originQ = -(logRatio * request.Temperature);
        originQ.Add(originP);
        ExponentOrigins temperature = typeof(TBlock) == typeof(T) ? _temperature : _wideTemperature;
        return (temperature.At<TBlock>(originP, originQ), 1 / (p.Sum * Math.Exp((p.Origin - originP) / request.Temperature)));
    }

    /// <summary>Where rows lie one behind the other as they are needed; null where they do not.</summary>
    private static T* InPlace(in PinnedArguments memory, int operand, in RunCursor cursor, int classes, bool isProbability)
    {
        int rank = memory.Layout.Rank;
        bool isDense = rank == 1 || (rank == 2 && memory.Layout.Stride(operand, 0) == classes);
        return isDense && !isProbability && memory.IsDirect<T>(operand) ? memory.Read<T>(operand, cursor, 0, classes, null) : null;
    }

    private static void Copy(in PinnedArguments memory, int operand, in RunCursor cursor, T* room, int row, int classes, bool isProbability)
    {
        if (room != null)
        {
            T* place = room + ((nint)row * classes), found = memory.Read(operand, cursor, 0, classes, place);
            Span<T> copy = new(place, classes);
            if (found != place)
            {
                new ReadOnlySpan<T>(found, classes).CopyTo(copy);
            }

            if (isProbability)
            {
                LogProbabilities.FromProbabilities(copy, copy);
            }
        }
    }

    private static T* Room(ref T[] room, int length)
    {
        if (room.Length < length)
        {
            room = GC.AllocateUninitializedArray<T>(length, pinned: true);
        }

        return (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room));
    }

    private static TRoom[] Room<TRoom>(int blocks)
        where TRoom : unmanaged => GC.AllocateUninitializedArray<TRoom>(blocks * MaxLength, pinned: true);
}
