using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>The gradient for the logits in the arithmetic of the elements, from the gradient g for the softmax p, (p g - p Σ p g) / T, or for its logarithm x, (g - e^x Σ g) / T.</summary>
internal static unsafe class SoftmaxGradientKernel<TVector, TWide, T, TLogarithm>
    where TVector : unmanaged, IVector<TVector, T>
    where TWide : unmanaged, IVector<TWide, double>
    where T : unmanaged
    where TLogarithm : struct, IChoice
{
    public static RowPasses<T> Passes => new()
    {
        Lanes = TVector.Count,
        ReadsSecond = true,
        Begin = &Begin,
        Second = &Sum,
        AfterSecond = &Finish,
        Last = &Write,
    };

    private static void Begin(void* memory, double high, double low) =>
        *(SoftmaxState<TVector>*)memory = new() { InverseHigh = high, InverseLow = low };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum(RowStretch<T>* row, void* memory)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        TVector zero = TVector.Create(0), low = state->OthersLow, high = state->OthersHigh;
        for (int i = 0; i < row->Length; i += TVector.Count)
        {
            TVector g = RowEnd<TVector, T>.Load(row->Second, i, row->Length, zero);
            TVector term = TLogarithm.Value ? g : g * RowEnd<TVector, T>.Load(row->First, i, row->Length, zero);
            TVector.Accumulate(term, ref low, ref high);
        }

        (state->OthersLow, state->OthersHigh) = (low, high);
    }

    [SkipLocalsInit]
    private static ulong Finish(void* memory, bool isOneRow)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        double* sums = stackalloc double[2 * TVector.Count];
        double* rests = sums + TVector.Count;
        RowEnd<TVector, T>.Totals(state->OthersLow, state->OthersHigh, isOneRow, sums);
        ulong odd = 0;
        for (int lane = 0; lane < TVector.Count; lane++)
        {
            double high = typeof(T) == typeof(float) ? (float)sums[lane] : sums[lane];
            rests[lane] = sums[lane] - high;
            odd |= double.IsFinite(high) ? 0 : 1UL << lane;
        }

        state->High = TVector.FromDoubles(sums);
        state->Low = TVector.FromDoubles(rests);
        return odd;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Write(RowStretch<T>* row, void* memory)
    {
        SoftmaxState<TVector>* state = (SoftmaxState<TVector>*)memory;
        TVector zero = TVector.Create(0), high = state->High, low = state->Low;
        TVector inverseHigh = TVector.Create(state->InverseHigh), inverseLow = TVector.Create(state->InverseLow);
        for (int i = 0; i < row->Length; i += TVector.Count)
        {
            TVector result = RowEnd<TVector, T>.Load(row->First, i, row->Length, zero);
            TVector g = RowEnd<TVector, T>.Load(row->Second, i, row->Length, zero);
            TVector gradient;
            if (TLogarithm.Value)
            {
                TVector minusP = -Exponential.Of<TVector, T>(result);
                gradient = TVector.MultiplyAdd(minusP, low, TVector.MultiplyAdd(minusP, high, g));
            }
            else
            {
                gradient = (g - high - low) * result;
            }

            RowEnd<TVector, T>.Store(TVector.MultiplyAdd(gradient, inverseLow, gradient * inverseHigh), row->Result, i, row->Length);
        }
    }
}
