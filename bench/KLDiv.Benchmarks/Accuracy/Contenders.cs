using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Accuracy;

/// <summary>Ways to compute the sum of the losses of float operands.</summary>
internal static class Contenders
{
    public static double Ours(Distributions pair) => KLDivergence.Loss<float, float>(pair.Input, pair.Target, Reduction.Sum, pair.LogTarget);

    /// <summary>A loop as one writes it, all in float.</summary>
    public static double FloatLoop(Distributions pair)
    {
        float sum = 0;
        for (int i = 0; i < pair.Input.Length; i++)
        {
            float x = pair.Input[i], t = pair.Target[i];
            sum += pair.LogTarget ? MathF.Exp(t) * (t - x) : t * (MathF.Log(t) - x);
        }

        return sum;
    }

    /// <summary>The formula composed of vectorised passes over the data.</summary>
    public static double Composed(Distributions pair)
    {
        float[] transform = new float[pair.Target.Length], losses = new float[pair.Target.Length];
        return ComposedCalls<float>.Sum(pair.Input, pair.Target, transform, losses, pair.LogTarget);
    }
}
