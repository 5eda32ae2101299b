using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Softmaxes;

namespace KLDiv.Distilling;

/// <summary>
/// Runs a request over a problem's memory: chooses the arithmetic's type, and cuts the rows into parts that depend on the shape alone,
/// so that the result has the same bits on any number of threads.
/// </summary>
internal static unsafe class PairDriver
{
    /// <summary>The temperatures for float arithmetic.</summary>
    private const double LeastOfFloat = 1e-6, MostOfFloat = 1e6;

    /// <summary>Writes the outputs that are asked for.</summary>
    /// <returns>The weighted sum of the rows' losses.</returns>
    /// <exception cref="ArgumentException">There is no softmax of a row.</exception>
    public static ExactSum Run(in Problem problem, in PairRequest request)
    {
        // The terms of a mixture, and ln p - ln q less the divergence, cancel more than float can spare; who holds a state may ask for either;
        // and logits over such temperatures are beyond what float has.
        bool wide = request.Temperature is < LeastOfFloat or > MostOfFloat
            || problem.Input.Type == OperandType.Double || problem.Target.Type == OperandType.Double
            || request.IsMixture || request.GradientP || (request.States != null && !request.IsLean);
        return wide ? Pinning.Run(problem, new Plan<double>(request)) : Pinning.Run(problem, new Plan<float>(request));
    }

    private readonly struct Plan<T>(PairRequest request) : IPlan
        where T : unmanaged, INumberBase<T>
    {
        public void RefuseOverlaps(in Problem problem, in PinnedOperands memory) => Overlap.Refuse(problem, memory);

        public ExactSum Run(in Problem problem, ref PinnedOperands memory)
        {
            nint rows = memory.Layout.Runs;
            PairJob<T> job = new()
            {
                Request = request,
                Kernels = PairKernels<T>.Select(request, any: false),
                AnyKernels = PairKernels<double>.Select(request, any: true),
                Memory = memory,
                Rows = rows,
                Parts = Partition.Of(problem.Numel, rows),
            };
            ExactSum* sums = stackalloc ExactSum[job.Parts];
            RowFailure* failures = stackalloc RowFailure[job.Parts];
            job.Sums = sums;
            job.Failures = failures;
            Crew.Run(&PairJob<T>.RunPart, Unsafe.AsPointer(ref job), job.Parts, request.IsLean ? 1 : KLDivergence.MaxDegreeOfParallelism);
            ExactSum total = default;
            RowFailure failure = default;
            for (int part = 0; part < job.Parts; part++)
            {
                total.Add(sums[part]);
                failure = failure.FirstOf(failures[part]);
            }

            failure.Throw();
            return total;
        }
    }
}
