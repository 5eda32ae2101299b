namespace KLDiv.Pages.Tests.ReportPages;

/// <summary>
/// A made-up language model, and what quantising made of it: noise that grows with the logits, a few tokens that lost
/// weight, and a stretch of the text in which it went wrong.
/// </summary>
internal sealed class QuantisedModel
{
    private static readonly string[] s_syllables = ["ka", "lo", "mi", "ten", "ra", "so", "vel", "nu", "dor", "pi", "sha", "gre"];

    private readonly int _rows;
    private readonly int _support;
    private readonly Random _random;
    private readonly float[] _teacher;
    private readonly float[] _student;
    private readonly double[] _labels;

    private QuantisedModel(int rows, int support, int seed)
    {
        (_rows, _support, _random) = (rows, support, new Random(seed));
        (_teacher, _student, _labels) = (new float[rows * support], new float[rows * support], new double[rows]);
        for (int row = 0; row < rows; row++)
        {
            FillTeacher(Row(_teacher, row));
            FillStudent(Row(_teacher, row), Row(_student, row), isBad: row >= 0.58 * rows && row < 0.64 * rows);

            // Of a temperature: the teacher is a little surer than it should be.
            _labels[row] = Draw(Row(_teacher, row), temperature: 1.15);
        }
    }

    public static SamplePair Make(int rows, int support, int seed)
    {
        QuantisedModel model = new(rows, support, seed);
        return new SamplePair
        {
            Support = support,
            Teacher = model._teacher,
            Student = model._student,
            Labels = model._labels,
            Names = [.. Enumerable.Range(0, support).Select(Name)],
        };
    }

    private Span<float> Row(float[] values, int row) => values.AsSpan(row * _support, _support);

    private void FillTeacher(Span<float> logits)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = (float)((2.2 * Normal()) - (1.1 * Math.Log(i + 3)));
        }

        logits[Draw(logits, temperature: 1)] += (float)Math.Clamp(9 + (4 * Normal()), 0, 18);
    }

    private void FillStudent(ReadOnlySpan<float> teacher, Span<float> student, bool isBad)
    {
        double noise = 0.03 * Math.Exp(0.8 * Normal()) * (isBad ? 4 : 1);
        for (int i = 0; i < student.Length; i++)
        {
            double change = noise * Normal() * (1 + (Math.Abs(teacher[i]) / 2));
            double lost = i % 29 == 7 ? (noise > 0.05 ? 0.5 : 0.05) : 0;
            student[i] = (float)((teacher[i] * (1 + (noise / 2))) + change - lost);
        }
    }

    /// <summary>A class drawn from the softmax: the largest of the logits with Gumbel noise.</summary>
    private int Draw(ReadOnlySpan<float> logits, double temperature)
    {
        (double best, int place) = (double.NegativeInfinity, 0);
        for (int i = 0; i < logits.Length; i++)
        {
            double value = (logits[i] / temperature) - Math.Log(-Math.Log(1 - _random.NextDouble()));
            (best, place) = value > best ? (value, i) : (best, place);
        }

        return place;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>A name like those of tokens, some of which begin with a space.</summary>
    private static string Name(int number)
    {
        int count = s_syllables.Length;
        string last = number < count * count ? "" : s_syllables[number / (count * count) % count];
        return (number % 3 == 0 ? " " : "") + s_syllables[number % count] + s_syllables[number / count % count] + last;
    }
}
