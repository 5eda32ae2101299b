using KLDiv.Tests.Support;

namespace KLDiv.Tests.Distilling;

/// <summary>Rows of which one side has what the other has not: a confident teacher beside a fresh student, masks of one side, offsets of one side.</summary>
[Collection(Widths.Name)]
public sealed class FarApartTests
{
    private const int Classes = 8192;

    private const double Tolerance = 1e-6;

    private static readonly double[] s_betas = [0, 0.5, 1];

    public static TheoryData<float, int> Peaks
    {
        get
        {
            TheoryData<float, int> peaks = [];
            foreach (float height in (float[])[5, 25, 40, 60, 100, 760, 1e4f])
            {
                peaks.Add(height, 0);
                peaks.Add(height, 5000);
            }

            return peaks;
        }
    }

    /// <summary>All that P and Q have in one class and in the others, by hand.</summary>
    [Theory]
    [MemberData(nameof(Peaks))]
    public void A_confident_teacher_beside_a_fresh_student(float height, int place) => Widths.ForEach(width =>
    {
        float[] student = new float[Classes], teacher = new float[Classes];
        teacher[place] = height;
        double q = 1.0 / Classes, logQ = -Math.Log(Classes), rest = (Classes - 1) * Math.Exp(-height);
        double logOfPeak = -(rest < 1e-8 ? rest : Math.Log(1 + rest)), logOfOthers = logOfPeak - height;
        double peak = Math.Exp(logOfPeak), others = Math.Exp(logOfOthers);
        double forward = (peak * (logOfPeak - logQ)) + ((Classes - 1) * others * (logOfOthers - logQ));
        double reverse = logQ - ((logOfPeak + ((Classes - 1) * logOfOthers)) / Classes);
        string what = $"{width} bits, {height} at {place}";

        float[] gradient = new float[Classes];
        Close.Equal(forward, Distillation.LossAndGradient<float, float>(student, teacher, gradient), Tolerance * forward, what);
        Close.Equal(q - others, gradient[1], Tolerance, $"{what}, another class");
        Close.Equal(q - peak, gradient[place], Tolerance, $"{what}, the peak");
        Close.Equal(reverse, Distillation.LossAndGradient<float, float>(student, teacher, gradient, options: new(beta: 1)), Tolerance * reverse, what);
        Close.Equal(q * (logQ - logOfOthers - reverse), gradient[1], Tolerance * height, $"{what}, another class, reverse");
        Close.Equal(q * (logQ - logOfPeak - reverse), gradient[place], Tolerance * height, $"{what}, the peak, reverse");
        double mixture = Distillation.Loss<float, float>(student, teacher, new(beta: 0.5));
        double logM = Math.Log((peak + q) / 2), logMOfOthers = Math.Log((others + q) / 2);
        double expected = ((peak * (logOfPeak - logM)) + ((Classes - 1) * others * (logOfOthers - logMOfOthers))
            + (q * (logQ - logM)) + ((Classes - 1) * q * (logQ - logMOfOthers))) / 2;
        Close.Equal(expected, mixture, Tolerance * expected, $"{what}, mixture");
        Assert.Equal(Distillation.Loss(Widened(student), Widened(teacher)), forward, Tolerance * forward);
    });

    /// <summary>A row that is one number, however large, is even; its neighbours stay what they are.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(300)]
    public void A_side_that_is_one_huge_number(int classes) => Widths.ForEach(width =>
    {
        foreach (double huge in (double[])[1e15, 1e200, 1e300, 1e308, double.MaxValue, -1e300, -1e308, -1.797e308, double.MinValue])
        {
            double[] student = new double[2 * classes], teacher = new double[2 * classes];
            for (int i = 0; i < teacher.Length; i++)
            {
                teacher[i] = Math.Sin(i);
                student[i] = i < classes ? huge : Math.Cos(i);
            }

            double[] rows = new double[2], even = new double[1], other = new double[1];
            Distillation.PerRow<double, double>(student, teacher, rows, lengths: [2, classes]);
            Distillation.PerRow<double, double>(new double[classes], teacher.AsSpan(0, classes), even, lengths: [1, classes]);
            Distillation.PerRow<double, double>(student.AsSpan(classes), teacher.AsSpan(classes), other, lengths: [1, classes]);
            Close.Equal(even[0], rows[0], Tolerance * even[0], $"{width} bits, {huge}");
            Close.Equal(other[0], rows[1], Tolerance * other[0], $"{width} bits, beside {huge}");
            Distillation.PerRow<double, double>(student, student, rows, lengths: [2, classes]);
            Assert.Equal([0, 0], rows);
        }
    });

    [Theory]
    [InlineData(-1e4f)]
    [InlineData(-1e9f)]
    [InlineData(float.MinValue)]
    public void A_side_that_rules_out_half_of_the_classes_by_a_low_number(float mask) => Widths.ForEach(width =>
    {
        float[] plain = new float[Classes], masked = new float[Classes];
        masked.AsSpan(Classes / 2).Fill(mask);
        double mixture = (Math.Log(4.0 / 3) + (Math.Log(2.0 / 3) / 2) + (Math.Log(2) / 2)) / 2;

        Close.Equal(Math.Log(2), Distillation.Loss<float, float>(plain, masked), Tolerance, $"{width} bits, forward");
        Close.Equal(Math.Log(2), Distillation.Loss<float, float>(masked, plain, new(beta: 1)), Tolerance, $"{width} bits, reverse");
        Close.Equal(mixture, Distillation.Loss<float, float>(plain, masked, new(beta: 0.5)), Tolerance, $"{width} bits, mixture");
        double loss = (-mask / 2.0) - Math.Log(2);
        Close.Equal(loss, Distillation.Loss<float, float>(masked, plain), Tolerance * loss, $"{width} bits, what is ruled out is there");
        float[] gradient = new float[Classes];
        Distillation.LossAndGradient<float, float>(plain, masked, gradient);
        Close.Equal(-1.0 / Classes, gradient[0], Tolerance / Classes, $"{width} bits, gradient");
        Close.Equal(1.0 / Classes, gradient[^1], Tolerance / Classes, $"{width} bits, gradient of a class that is ruled out");
    });

    /// <summary>Ranks that hold a part of the classes, in which a side may have next to nothing.</summary>
    [Theory]
    [InlineData(-1e4f)]
    [InlineData(-1e9f)]
    [InlineData(float.MinValue)]
    public void Shards_in_which_a_side_has_next_to_nothing(float mask) => Widths.ForEach(width =>
    {
        foreach ((float[] student, float[] teacher) in ((float[], float[])[])
        [
            ([0, 0, 0, 0], [mask, mask, 1, 0]), ([mask, mask, 3, 0], [-3, mask, mask, mask]), ([1, mask, 0, mask], [0.5f, mask, 1, mask]),
        ])
        {
            DistillationState whole = States(student, teacher)[0];
            for (int cut = 1; cut < student.Length; cut++)
            {
                DistillationState left = States(student[..cut], teacher[..cut])[0], right = States(student[cut..], teacher[cut..])[0];
                foreach (DistillationState merged in (DistillationState[])[left + right, right + left])
                {
                    Close.Equal(whole.Forward, merged.Forward, Tolerance * whole.Forward, $"{width} bits, cut at {cut}, forward");
                    Close.Equal(whole.Reverse, merged.Reverse, Tolerance * whole.Reverse, $"{width} bits, cut at {cut}, reverse");
                    foreach (double beta in s_betas)
                    {
                        Close.Equal(
                            Distillation.Loss<float, float>(student, teacher, new(beta: beta)), OfShards(student, teacher, cut, merged, beta), Tolerance * (1 - mask),
                            $"{width} bits, cut at {cut}, beta {beta}");
                    }
                }
            }
        }
    });

    [Theory]
    [InlineData(1e5f)]
    [InlineData(1e7f)]
    [InlineData(1e8f)]
    [InlineData(1e10f)]
    [InlineData(-1e15f)]
    public void A_number_added_to_all_logits_of_a_side_changes_nothing(float offset) => Widths.ForEach(width =>
    {
        float[] plain = [1, 2, 3, 0, -2], zeros = new float[5], moved = new float[5];
        moved.AsSpan().Fill(offset);
        foreach (double temperature in (double[])[0.1, 1, 7])
        {
            foreach (double beta in s_betas)
            {
                string what = $"{width} bits, temperature {temperature}, beta {beta}";
                double expected = Distillation.Loss(Widened(plain), Widened(zeros), new(temperature, beta));
                Close.Equal(expected, Distillation.Loss<float, float>(plain, moved, new(temperature, beta)), Tolerance * expected, $"{what}, teacher");
                Close.Equal(expected, Distillation.Loss(Widened(plain), Widened(moved), new(temperature, beta)), 1e-9 * expected, $"{what}, teacher in double");
                expected = Distillation.Loss(Widened(zeros), Widened(plain), new(temperature, beta));
                Close.Equal(expected, Distillation.Loss<float, float>(moved, plain, new(temperature, beta)), Tolerance * expected, $"{what}, student");
            }
        }
    });

    [Fact]
    public void The_gradient_of_a_student_whose_mass_is_where_the_teacher_has_little_keeps_its_digits() => Widths.ForEach(width =>
    {
        Random random = new(1);
        float[] student = [.. Enumerable.Range(0, Classes).Select(_ => random.NextSingle())];
        float[] teacher = [.. Enumerable.Range(0, Classes).Select(_ => random.NextSingle())];
        for (int i = Classes / 2; i < Classes; i++)
        {
            student[i] += 20;
            teacher[i] -= 10;
        }

        student[17] = 20;
        float[] gradient = new float[Classes];
        double[] expected = new double[Classes];
        Distillation.LossAndGradient<float, float>(student, teacher, gradient);
        Distillation.LossAndGradient(Widened(student), Widened(teacher), expected);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < Classes; i++)
        {
            Close.Equal(expected[i], gradient[i], Tolerance * largest, $"{width} bits, [{i}]");
        }
    });

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e38)]
    [InlineData(1e100)]
    public void At_a_very_high_temperature_the_loss_is_half_the_variance_of_the_logits_distance(double temperature) => Widths.ForEach(width =>
    {
        float[] student = [1, 2, 3, 0], teacher = [3, 2, 1.5f, -1];
        double[] distance = [.. student.Zip(teacher, (s, t) => (double)s - t)];
        double expected = distance.Average(d => Math.Pow(d - distance.Average(), 2)) / 2;

        Close.Equal(expected, Distillation.Loss<float, float>(student, teacher, new(temperature)), Tolerance * expected, $"{width} bits");
        Assert.Equal(0, Distillation.Loss<float, float>(student, student, new(temperature)));
    });

    [Theory]
    [InlineData(1e-10)]
    [InlineData(1e-40)]
    public void At_a_very_low_temperature_the_largest_logit_has_all(double temperature) => Widths.ForEach(width =>
    {
        float[] student = [1, 2, 3], teacher = [3, 2, 1.5f];

        Close.Equal(2 * temperature, Distillation.Loss<float, float>(student, teacher, new(temperature)), Tolerance * temperature, $"{width} bits");
        Assert.Equal(0, Distillation.Loss<float, float>(new float[3], new float[3], new(temperature)));
    });

    /// <summary>Wherever the two stand in a row, and on whichever side.</summary>
    [Theory]
    [InlineData(0, 5000, false)]
    [InlineData(5000, 0, false)]
    [InlineData(1, 2, false)]
    [InlineData(0, 5000, true)]
    [InlineData(5000, 0, true)]
    [InlineData(2, 2, true)]
    public void A_missing_number_comes_before_an_infinite_one(int missing, int infinite, bool inTeacher)
    {
        float[] student = new float[Classes], teacher = new float[Classes];
        student[infinite] = float.PositiveInfinity;
        (inTeacher ? teacher : student)[missing] = float.NaN;

        Assert.All(s_betas, beta => Assert.Equal(double.NaN, Distillation.Loss<float, float>(student, teacher, new(beta: beta))));
    }

    private static double[] Widened(float[] logits) => Array.ConvertAll(logits, logit => (double)logit);

    private static DistillationState[] States(float[] student, float[] teacher)
    {
        DistillationState[] states = new DistillationState[1];
        new ShardedDistillation().States<float, float>(student, teacher, states);
        return states;
    }

    private static double OfShards(float[] student, float[] teacher, int cut, DistillationState state, double beta)
    {
        ShardedDistillation sharded = new(new(beta: beta));
        if (beta == 0.5)
        {
            DistillationMixture[] left = new DistillationMixture[1], right = new DistillationMixture[1];
            sharded.Mixtures<float, float>(student.AsSpan(0, cut), teacher.AsSpan(0, cut), [state], left);
            sharded.Mixtures<float, float>(student.AsSpan(cut), teacher.AsSpan(cut), [state], right);
            state = state.With(left[0] + right[0]);
        }

        float[] gradient = new float[student.Length - cut];
        return sharded.LossAndGradient<float, float>(student.AsSpan(cut), teacher.AsSpan(cut), [state], gradient);
    }
}
