using System.Numerics;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv.Distilling;

/// <summary>
/// Runs a request over the memory of a call: chooses the arithmetic's type, and cuts the rows into parts that depend on the shape alone,
/// so that the result has the same bits on any number of threads.
/// </summary>
internal static unsafe class DistillationDriver
{
    /// <summary>The temperatures for float arithmetic.</summary>
    private const double LeastOfFloat = 1e-6, MostOfFloat = 1e6;

    /// <summary>Writes the outputs that are asked for.</summary>
    /// <returns>The weighted sum of the rows' losses.</returns>
    /// <exception cref="ArgumentException">There is no softmax of a row.</exception>
    public static ExactSum Run(in Arguments arguments, in DistillationRequest request)
    {
        // The terms of a mixture, and ln p - ln q less the divergence, cancel more than float can spare; who holds a state may ask for either;
        // and logits over such temperatures are beyond what float has.
        bool wide = request.Temperature is < LeastOfFloat or > MostOfFloat
            || arguments.First.Type == OperandType.Double || arguments.Second.Type == OperandType.Double
            || request.IsMixture || (request.GradientP && !request.IsApart) || request.WantsBoth;
        return wide ? Run<double>(arguments, request) : Run<float>(arguments, request);
    }

    private static ExactSum Run<T>(in Arguments arguments, in DistillationRequest request)
        where T : unmanaged, INumberBase<T>
    {
        fixed (byte* student = arguments.First, teacher = arguments.Second)
        fixed (byte* studentGradient = arguments.SecondResult, teacherGradient = arguments.ThirdResult)
        fixed (double* rowWeights = arguments.RowWeights, rowSums = arguments.RowSums)
        {
            nint* room = stackalloc nint[PinnedArguments.RoomFor(arguments.Rank)];
            void** data = stackalloc void*[Slots.Count] { student, teacher, null, null, studentGradient, teacherGradient };
            PinnedArguments memory = new(arguments, data, rowWeights, rowSums, room);
            if (arguments.Numel == 0)
            {
                arguments.RowSums.Clear();
                return default;
            }

            Partition rows = new(arguments.Numel, memory.Layout.Runs);
            ExactSum* sums = stackalloc ExactSum[rows.Count];
            RowFailure* failures = stackalloc RowFailure[rows.Count];
            JobParts parts = new() { Rows = rows, Sums = sums, Failures = failures };
            int threads = request.IsInner ? 1 : Workers.MaxDegreeOfParallelism;
            if (PairJob.Fits(arguments, request))
            {
                PairJob pairs = PairJob.Of(request, memory) with { Parts = parts };
                Workers.Run(&PairJob.RunPart, &pairs, rows.Count, threads);
            }
            else
            {
                DistillationJob<T> job = DistillationJob<T>.Of(request, memory) with { Parts = parts };
                Workers.Run(&DistillationJob<T>.RunPart, &job, rows.Count, threads);
            }

            return Total(parts, arguments.First.Name);
        }
    }

    /// <exception cref="ArgumentException">There is no softmax of a row.</exception>
    private static ExactSum Total(in JobParts parts, string studentName)
    {
        ExactSum total = default;
        RowFailure failure = default;
        for (int part = 0; part < parts.Rows.Count; part++)
        {
            total.Add(parts.Sums[part]);
            failure = failure.FirstOf(parts.Failures[part]);
        }

        failure.Throw(studentName);
        return total;
    }
}

/// <summary>The rows of a job in parts, and what each part leaves.</summary>
internal unsafe struct JobParts
{
    public Partition Rows;

    /// <summary>Where each part leaves its sum.</summary>
    public ExactSum* Sums;

    /// <summary>Where each part leaves its first failure.</summary>
    public RowFailure* Failures;
}
