using System.Numerics;
using System.Runtime.CompilerServices;
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

            return Run<T>(arguments.Numel, request, memory);
        }
    }

    private static ExactSum Run<T>(nint numel, in DistillationRequest request, in PinnedArguments memory)
        where T : unmanaged, INumberBase<T>
    {
        nint rows = memory.Layout.Runs;
        DistillationRequest ofP = request, ofRest = request;
        ofP.StudentGradient = !request.IsApart && request.StudentGradient;
        ofRest.TeacherGradient = request.TeacherGradient && (!request.IsApart || typeof(T) == typeof(double));
        DistillationJob<T> job = new()
        {
            Request = request,
            Kernels = DistillationKernels<T>.Select(ofRest, any: false),
            AnyKernels = DistillationKernels<double>.Select(ofRest, any: true),
            KernelsOfP = DistillationKernels<double>.Select(ofP, any: false),
            AnyKernelsOfP = DistillationKernels<double>.Select(ofP, any: true),
            Memory = memory,
            Rows = rows,
            Parts = Partition.Of(numel, rows),
        };
        ExactSum* sums = stackalloc ExactSum[job.Parts];
        RowFailure* failures = stackalloc RowFailure[job.Parts];
        job.Sums = sums;
        job.Failures = failures;
        Workers.Run(&DistillationJob<T>.RunPart, Unsafe.AsPointer(ref job), job.Parts, request.IsInner ? 1 : Workers.MaxDegreeOfParallelism);
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
