using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KLDiv.Criterion;
using KLDiv.Simd;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

/// <summary>Input gradients so large that they are written past the caches, at any address. Emulated vectors would take minutes over them.</summary>
[Collection(Widths.Name)]
public sealed class StreamedGradientTests
{
    private const int StreamedBytes = 8 << 20;

    /// <summary>Bytes for the largest offset and some behind.</summary>
    private const int Margin = 80;

    /// <summary>Of elements on their alignment and off it.</summary>
    private static readonly int[] s_floatBytes = [0, 1, 2, 3, 4, 36, 60];

    private static readonly int[] s_doubleBytes = [0, 4, 7, 8, 56];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_and_gradient_are_the_same_bits_wherever_the_gradient_lies(bool logTarget)
    {
        CheckAddresses<float>(logTarget, s_floatBytes);
        CheckAddresses<double>(logTarget, s_doubleBytes);
    }

    [Fact]
    public void Threads_do_not_show_in_the_loss_beside_a_streamed_gradient()
    {
        (float[] input, float[] target) = Operands<float>(logTarget: false);
        double[] losses = [.. new[] { 1, 2, 8 }.Select(threads =>
        {
            using Settings settings = Settings.Threads(threads);
            return KLDivergence.LossAndGradient(input, target, new float[input.Length]);
        })];

        Assert.Single(losses.Distinct());
    }

    private static void CheckAddresses<T>(bool logTarget, int[] offsets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (T[] input, T[] target) = Operands<T>(logTarget);
        T[] expected = new T[input.Length], ones = new T[input.Length];
        ones.AsSpan().Fill(T.One);
        byte[] memory = new byte[(input.Length * Unsafe.SizeOf<T>()) + Margin];
        foreach (int width in VectorWidth.All.ToArray().Where(width => width <= VectorWidth.Widest))
        {
            using Settings settings = Settings.Width(width);
            double loss = KLDivergence.Loss<T, T>(input, target, Reduction.Sum, logTarget);
            KLDivergence.InputGradient<T, T, T>(input, target, ones, expected, logTarget);
            foreach (int offset in offsets)
            {
                string what = $"{typeof(T).Name}, {width} bits, {offset} bytes on";
                memory.AsSpan().Fill(0xAB);
                Span<T> gradient = MemoryMarshal.Cast<byte, T>(memory.AsSpan(offset, input.Length * Unsafe.SizeOf<T>()));
                double beside = KLDivergence.LossAndGradient<T, T>(input, target, gradient, options: new(Reduction.Sum, logTarget));

                Assert.True(loss.Equals(beside), $"{what}: {beside:R} beside the gradient, {loss:R} alone");
                Assert.True(gradient.SequenceEqual(expected), $"{what}: the gradient differs");
                Assert.False(memory.AsSpan(0, offset).ContainsAnyExcept((byte)0xAB), $"{what}: written before");
                Assert.False(memory.AsSpan(offset + (input.Length * Unsafe.SizeOf<T>())).ContainsAnyExcept((byte)0xAB), $"{what}: written behind");
            }
        }
    }

    /// <summary>Blocks of ordinary elements, blocks with a special one, and a rest that fills no vector.</summary>
    private static (T[] Input, T[] Target) Operands<T>(bool logTarget)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(1);
        T[] input = new T[(StreamedBytes / Unsafe.SizeOf<T>()) + (2 * LossBlock<T>.MaxLength) + 3], target = new T[input.Length];
        for (int i = 0; i < input.Length; i++)
        {
            double probability = random.NextDouble();
            input[i] = T.CreateTruncating(-9 * random.NextDouble());
            target[i] = T.CreateTruncating(logTarget ? Math.Log(probability) : probability);
        }

        for (int i = 0; i < input.Length; i += 5000)
        {
            input[i] = T.NegativeInfinity;
            target[i] = logTarget ? T.NegativeInfinity : T.Zero;
        }

        return (input, target);
    }
}
