using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Criterion;

/// <summary>
/// The log-probabilities of probabilities, by the logarithm that the criterion takes of a target: those of two equal distributions
/// differ in no bit, and their divergence is 0.
/// </summary>
internal static unsafe class LogProbabilities
{
    /// <param name="values">Probabilities, float or double, that their logarithms take the place of.</param>
    public static void Of<T>(Span<T> values)
        where T : unmanaged
    {
        fixed (T* start = values)
        {
            switch (VectorWidth.For((nint)values.Length * sizeof(T)))
            {
                case 512:
                    Run<Vector512Of<T>, T>(start, values.Length);
                    break;
                case 256:
                    Run<Vector256Of<T>, T>(start, values.Length);
                    break;
                case 128:
                    Run<Vector128Of<T>, T>(start, values.Length);
                    break;
                default:
                    Run<Vector1Of<T>, T>(start, values.Length);
                    break;
            }
        }
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
