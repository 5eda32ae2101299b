namespace KLDiv.Benchmarks.Rows;

/// <summary>The works as loops over one element after the other, as one would write them.</summary>
internal static class PlainRows
{
    public static void PerRow(RowOperands o)
    {
        for (int row = 0; row < o.Rows; row++)
        {
            double sum = 0;
            for (int i = row * o.Classes; i < (row + 1) * o.Classes; i++)
            {
                float t = o.Targets[i];
                sum += t > 0 ? t * (MathF.Log(t) - o.LogProbabilities[i]) : 0;
            }

            o.Sums[row] = sum;
        }
    }

    public static void Distillation(RowOperands o, bool gradient)
    {
        double total = 0;
        for (int row = 0; row < o.Rows; row++)
        {
            ReadOnlySpan<float> s = o.Student.AsSpan(row * o.Classes, o.Classes), t = o.Teacher.AsSpan(row * o.Classes, o.Classes);
            float logS = LogOfSum(s), logT = LogOfSum(t);
            for (int i = 0; i < s.Length; i++)
            {
                float p = MathF.Exp(t[i] - logT);
                total += p * (t[i] - logT - (s[i] - logS));
                if (gradient)
                {
                    o.Result[(row * o.Classes) + i] = (MathF.Exp(s[i] - logS) - p) / o.Rows;
                }
            }
        }

        o.Sums[0] = total / o.Rows;
    }

    public static void ToProbabilities(RowOperands o)
    {
        double total = 0;
        for (int row = 0; row < o.Rows; row++)
        {
            ReadOnlySpan<float> s = o.Student.AsSpan(row * o.Classes, o.Classes), t = o.Targets.AsSpan(row * o.Classes, o.Classes);
            float logS = LogOfSum(s);
            for (int i = 0; i < s.Length; i++)
            {
                float x = s[i] - logS;
                total += t[i] > 0 ? t[i] * (MathF.Log(t[i]) - x) : 0;
                o.Result[(row * o.Classes) + i] = (MathF.Exp(x) - t[i]) / o.Rows;
            }
        }

        o.Sums[0] = total / o.Rows;
    }

    public static void DistillationInTheMiddle(RowOperands o)
    {
        double total = 0;
        for (int row = 0; row < o.Rows; row++)
        {
            float logS = LogOfSum(o.Student, row, o), logT = LogOfSum(o.Teacher, row, o);
            for (int i = row; i < o.Student.Length; i += o.Rows)
            {
                float p = MathF.Exp(o.Teacher[i] - logT);
                total += p * (o.Teacher[i] - logT - (o.Student[i] - logS));
            }
        }

        o.Sums[0] = total / o.Rows;
    }

    public static void JensenShannon(RowOperands o)
    {
        double total = 0;
        for (int row = 0; row < o.Rows; row++)
        {
            ReadOnlySpan<float> s = o.Student.AsSpan(row * o.Classes, o.Classes), t = o.Teacher.AsSpan(row * o.Classes, o.Classes);
            float logS = LogOfSum(s), logT = LogOfSum(t);
            for (int i = 0; i < s.Length; i++)
            {
                float p = MathF.Exp(t[i] - logT), q = MathF.Exp(s[i] - logS), logM = MathF.Log((p + q) / 2);
                total += (p * (t[i] - logT - logM)) + (q * (s[i] - logS - logM));
            }
        }

        o.Sums[0] = total / 2 / o.Rows;
    }

    public static void LogSoftmax(RowOperands o)
    {
        for (int row = 0; row < o.Rows; row++)
        {
            ReadOnlySpan<float> s = o.Student.AsSpan(row * o.Classes, o.Classes);
            Span<float> result = o.Result.AsSpan(row * o.Classes, o.Classes);
            float log = LogOfSum(s);
            for (int i = 0; i < s.Length; i++)
            {
                result[i] = s[i] - log;
            }
        }
    }

    public static void Softmax(RowOperands o)
    {
        for (int row = 0; row < o.Rows; row++)
        {
            ReadOnlySpan<float> s = o.Student.AsSpan(row * o.Classes, o.Classes);
            Span<float> result = o.Result.AsSpan(row * o.Classes, o.Classes);
            float largest = float.NegativeInfinity, sum = 0;
            foreach (float x in s)
            {
                largest = MathF.Max(largest, x);
            }

            for (int i = 0; i < s.Length; i++)
            {
                result[i] = MathF.Exp(s[i] - largest);
                sum += result[i];
            }

            foreach (ref float p in result)
            {
                p /= sum;
            }
        }
    }

    public static void LogSoftmaxBackward(RowOperands o)
    {
        for (int row = 0; row < o.Rows; row++)
        {
            float sum = 0;
            for (int i = row * o.Classes; i < (row + 1) * o.Classes; i++)
            {
                sum += o.Teacher[i];
            }

            for (int i = row * o.Classes; i < (row + 1) * o.Classes; i++)
            {
                o.Result[i] = o.Teacher[i] - (MathF.Exp(o.LogProbabilities[i]) * sum);
            }
        }
    }

    public static void Smooth(RowOperands o)
    {
        for (int i = 0; i < o.Targets.Length; i++)
        {
            o.Result[i] = (0.9f * o.Targets[i]) + (0.1f / o.Classes);
        }
    }

    private static float LogOfSum(ReadOnlySpan<float> row)
    {
        float largest = float.NegativeInfinity, sum = 0;
        foreach (float x in row)
        {
            largest = MathF.Max(largest, x);
        }

        foreach (float x in row)
        {
            sum += MathF.Exp(x - largest);
        }

        return largest + MathF.Log(sum);
    }

    private static float LogOfSum(float[] elements, int row, RowOperands o)
    {
        float largest = float.NegativeInfinity, sum = 0;
        for (int i = row; i < elements.Length; i += o.Rows)
        {
            largest = MathF.Max(largest, elements[i]);
        }

        for (int i = row; i < elements.Length; i += o.Rows)
        {
            sum += MathF.Exp(elements[i] - largest);
        }

        return largest + MathF.Log(sum);
    }
}
