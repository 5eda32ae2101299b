using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace KLDiv.Files.Llama;

/// <summary>Turns the log-probabilities of a row into codes of 16 bits and back, as llama.cpp's perplexity tool does.</summary>
/// <remarks>
/// The codes span the top <see cref="Window"/> nats of a row in 65,535 equal steps; what is less probable gets the code 0. For a
/// class of the window, |ln p' - ln p| is at most half a step, 16 / 65,535 / 2 = 1.22e-4, and 1e-5 for the roundings to float.
/// </remarks>
internal static class LlamaCodes
{
    /// <summary>How many nats the codes span at most.</summary>
    public const float Window = 16;

    private const float MostCode = ushort.MaxValue;

    /// <summary>Added to a float below 2^22, it leaves the nearest whole number, half to even, in the lowest bits.</summary>
    private const float Rounder = 3 << 22;

    /// <summary>Decodes: log p = scale q + least.</summary>
    /// <param name="codes">The codes q, in little-endian order.</param>
    /// <param name="scale">The step.</param>
    /// <param name="least">The log-probability of the code 0.</param>
    /// <param name="logProbs">Where the log-probabilities go.</param>
    public static void Decode(ReadOnlySpan<ushort> codes, float scale, float least, Span<float> logProbs)
    {
        int i = 0;
        if (BitConverter.IsLittleEndian)
        {
            var steps = new Vector<float>(scale);
            var start = new Vector<float>(least);
            for (; i <= codes.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
            {
                Vector.Widen(new Vector<ushort>(codes[i..]), out Vector<uint> low, out Vector<uint> high);
                ((Vector.ConvertToSingle(Vector.AsVectorInt32(low)) * steps) + start).CopyTo(logProbs[i..]);
                ((Vector.ConvertToSingle(Vector.AsVectorInt32(high)) * steps) + start).CopyTo(logProbs[(i + Vector<float>.Count)..]);
            }
        }

        for (; i < codes.Length; i++)
        {
            ushort code = BitConverter.IsLittleEndian ? codes[i] : BinaryPrimitives.ReverseEndianness(codes[i]);
            logProbs[i] = (code * scale) + least;
        }
    }

    /// <summary>Encodes a row.</summary>
    /// <param name="logits">The logits, or log-probabilities: a constant added to all changes nothing. They are overwritten.</param>
    /// <param name="row">The bytes of the row, header and codes; more behind them are set to 0.</param>
    /// <returns>What is wrong with the row, or null.</returns>
    public static string? Encode(Span<float> logits, Span<byte> row)
    {
        float largest = TensorPrimitives.Max<float>(logits);
        if (!float.IsFinite(largest))
        {
            return float.IsNaN(largest) ? "a NaN" : float.IsNegative(largest) ? "no finite logit" : "the logit Infinity";
        }

        float least = Math.Max(TensorPrimitives.Min<float>(logits), largest - Window);
        float scale = (largest - least) / MostCode;
        float stepsPerNat = 1 / scale;

        // A scale so small that its inverse overflows is 0 for every purpose.
        scale = float.IsFinite(stepsPerNat) ? scale : 0;
        row.Clear();
        BinaryPrimitives.WriteSingleLittleEndian(row, scale);
        BinaryPrimitives.WriteSingleLittleEndian(row[sizeof(float)..], least - largest - LogSumOfExponentials(logits, largest));
        if (scale > 0)
        {
            TensorPrimitives.Subtract(logits, least, logits);
            TensorPrimitives.Max(logits, 0, logits);
            TensorPrimitives.Multiply(logits, stepsPerNat, logits);
            Round(logits, MemoryMarshal.Cast<byte, ushort>(row[LlamaHeader.RowHeaderBytes..]));
        }

        return null;
    }

    /// <summary>ln Σ e^(logit - largest), summed in double as the tool does.</summary>
    private static float LogSumOfExponentials(ReadOnlySpan<float> logits, float largest)
    {
        const int MostPiece = 512;
        Span<float> piece = stackalloc float[MostPiece];
        double sum = 0;
        for (int i = 0; i < logits.Length; i += MostPiece)
        {
            ReadOnlySpan<float> part = logits.Slice(i, Math.Min(MostPiece, logits.Length - i));
            TensorPrimitives.Subtract(part, largest, piece);
            TensorPrimitives.Exp<float>(piece[..part.Length], piece);
            sum += TensorPrimitives.Sum<float>(piece[..part.Length]);
        }

        return (float)Math.Log(sum);
    }

    private static void Round(ReadOnlySpan<float> values, Span<ushort> codes)
    {
        int i = 0;
        if (BitConverter.IsLittleEndian)
        {
            var rounder = new Vector<float>(Rounder);
            var mask = new Vector<uint>(ushort.MaxValue);
            for (; i <= values.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
            {
                Vector<uint> low = Vector.AsVectorUInt32(new Vector<float>(values[i..]) + rounder) & mask;
                Vector<uint> high = Vector.AsVectorUInt32(new Vector<float>(values[(i + Vector<float>.Count)..]) + rounder) & mask;
                Vector.Narrow(low, high).CopyTo(codes[i..]);
            }
        }

        for (; i < values.Length; i++)
        {
            ushort code = (ushort)BitConverter.SingleToUInt32Bits(values[i] + Rounder);
            codes[i] = BitConverter.IsLittleEndian ? code : BinaryPrimitives.ReverseEndianness(code);
        }
    }
}
