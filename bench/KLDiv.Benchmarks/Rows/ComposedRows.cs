using System.Numerics.Tensors;

namespace KLDiv.Benchmarks.Rows;

/// <summary>The works as calls of TensorPrimitives, row by row.</summary>
internal static class ComposedRows
{
    public static void Softmax(RowOperands o)
    {
        for (int row = 0; row < o.Rows; row++)
        {
            TensorPrimitives.SoftMax<float>(o.Student.AsSpan(row * o.Classes, o.Classes), o.Result.AsSpan(row * o.Classes, o.Classes));
        }
    }

    public static void Distillation(RowOperands o)
    {
        double total = 0;
        Span<float> p = o.Result.AsSpan(0, o.Classes), d = stackalloc float[o.Classes];
        for (int row = 0; row < o.Rows; row++)
        {
            ReadOnlySpan<float> s = o.Student.AsSpan(row * o.Classes, o.Classes), t = o.Teacher.AsSpan(row * o.Classes, o.Classes);
            float logS = LogOfSum(s, p), logT = LogOfSum(t, p);
            TensorPrimitives.Subtract(t, s, d);
            TensorPrimitives.Divide(p, MathF.Exp(logT - TensorPrimitives.Max(t)), p);
            total += TensorPrimitives.Dot<float>(p, d) - logT + logS;
        }

        o.Sums[0] = total / o.Rows;
    }

    /// <summary>Leaves the exponentials, less the largest logit, in a buffer.</summary>
    private static float LogOfSum(ReadOnlySpan<float> row, Span<float> buffer)
    {
        float largest = TensorPrimitives.Max(row);
        TensorPrimitives.Subtract(row, largest, buffer);
        TensorPrimitives.Exp<float>(buffer, buffer);
        return largest + MathF.Log(TensorPrimitives.Sum<float>(buffer));
    }
}
