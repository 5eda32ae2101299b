using System.Numerics.Tensors;

namespace KLDiv.Benchmarks.Accuracy;

/// <summary>A teacher's float logits and a student's that are so near that the divergence of their softmaxes is about a given one; seeded.</summary>
internal sealed class NearPair
{
    private const int Classes = 32_000;

    public NearPair(double divergence)
    {
        Random random = new(0);
        double[] teacher = new double[Classes], step = new double[Classes];
        Distributions.LogSoftmaxOfNormals(random, teacher);
        Distributions.LogSoftmaxOfNormals(random, step);

        // To second order the divergence is half the variance of the step.
        double size = Math.Sqrt(2 * divergence);
        Teacher = Array.ConvertAll(teacher, logit => (float)(3 * logit));
        Student = [.. Teacher.Zip(step, (logit, deviate) => (float)(logit + (size * deviate)))];
    }

    public float[] Student { get; }

    public float[] Teacher { get; }

    /// <summary>KL(teacher || student) of exactly these floats: Σ p (a - b) less the logarithm of the ratio of the sums.</summary>
    public double Divergence()
    {
        DoubleDouble sumOfTeacher = 0, sumOfStudent = 0, mean = 0;
        for (int i = 0; i < Classes; i++)
        {
            DoubleDouble exponential = DoubleDouble.Exp(Teacher[i]);
            sumOfTeacher += exponential;
            sumOfStudent += DoubleDouble.Exp(Student[i]);
            mean += exponential * ((DoubleDouble)Teacher[i] - Student[i]);
        }

        return (mean - (sumOfTeacher * (Log(sumOfTeacher) - Log(sumOfStudent)))).High / sumOfTeacher.High;
    }

    public double InFloat() => Distillation.Loss<float, float>(Student, Teacher);

    public double InDouble() => Distillation.Loss<double, double>(
        Array.ConvertAll(Student, logit => (double)logit), Array.ConvertAll(Teacher, logit => (double)logit));

    /// <summary>As frameworks compose it in float: p = softmax(teacher), Σ p (ln p - log-softmax(student)).</summary>
    public double Composed()
    {
        float[] p = new float[Classes], logP = LogSoftmax(Teacher), terms = LogSoftmax(Student);
        TensorPrimitives.Exp<float>(logP, p);
        TensorPrimitives.Subtract<float>(logP, terms, terms);
        return TensorPrimitives.Dot<float>(p, terms);
    }

    private static DoubleDouble Log(DoubleDouble x) => DoubleDouble.Log(x.High) + (x.Low / x.High);

    private static float[] LogSoftmax(float[] logits)
    {
        float[] shifted = new float[Classes], exponentials = new float[Classes];
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), shifted);
        TensorPrimitives.Exp<float>(shifted, exponentials);
        TensorPrimitives.Subtract(shifted, MathF.Log(TensorPrimitives.Sum<float>(exponentials)), shifted);
        return shifted;
    }
}
