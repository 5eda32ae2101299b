using System.Numerics;
using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv;

/// <summary>Logarithms of probabilities, by the very function that the criterion takes of a target: the divergence of two equal distributions, one of which has
/// become log-probabilities here, is exactly 0.</summary>
public static unsafe class LogProbabilities
{
    /// <summary>x = ln p, element by element, in nats.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="probabilities">The probabilities p. ln 0 is -infinity; of what is negative or NaN it is NaN.</param>
    /// <param name="destination">Where x goes; as long as the probabilities, and the same memory or none of it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the memory overlaps without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void FromProbabilities<T>(ReadOnlySpan<T> probabilities, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Logarithms of {typeof(T).Name} are not taken; float and double are.");
        }

        if (probabilities.Length != destination.Length)
        {
            throw new ArgumentException($"destination has {destination.Length} elements, probabilities has {probabilities.Length}; they must be equal.", nameof(destination));
        }

        if (probabilities.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException("destination overlaps probabilities; it must be the same memory or none of it.", nameof(destination));
        }

        probabilities.CopyTo(destination);
        TakeOf(destination);
    }

    private static void TakeOf<T>(Span<T> values)
        where T : unmanaged
    {
        fixed (T* start = values)
        {
            VectorWidth.Choose<LogarithmKernel<T>, T, LogarithmKernel<T>>(VectorWidth.For((nint)values.Length * sizeof(T))).Run(start, values.Length);
        }
    }

    private struct LogarithmKernel<T> : IOfWidth<T, LogarithmKernel<T>>
        where T : unmanaged
    {
        public delegate*<T*, int, void> Run;

        public LogarithmKernel<T> Of<TVector, TWide>()
            where TVector : unmanaged, IVector<TVector, T>
            where TWide : unmanaged, IVector<TWide, double> => new() { Run = &LogProbabilities.Run<TVector, T> };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TVector, T>(T* values, int length)
        where TVector : unmanaged, IVector<TVector, T>
        where T : unmanaged
    {
        int i = 0;
        for (; i <= length - TVector.Count; i += TVector.Count)
        {
            TVector.Store(Logarithm.Of<TVector, T>(TVector.Load(values + i)), values + i);
        }

        if (i < length)
        {
            // A vector of its own for the rest, since one element at a time may round otherwise.
            TVector rest = TVector.Create(1);
            new Span<T>(values + i, length - i).CopyTo(new Span<T>(&rest, length - i));
            rest = Logarithm.Of<TVector, T>(rest);
            new Span<T>(&rest, length - i).CopyTo(new Span<T>(values + i, length - i));
        }
    }
}
