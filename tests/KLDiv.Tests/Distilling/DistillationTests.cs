using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Distilling;

/// <summary>Values and gradients of the divergences from logits, at every vector width where it matters.</summary>
[Collection(Widths.Name)]
public sealed class DistillationTests
{
    private const double Inf = double.PositiveInfinity;

    public static TheoryData<double> Betas => [0, 0.03, 0.5, 0.9, 1];

    /// <summary>Around vectors, and around the blocks of 4096 in which rows are worked through.</summary>
    public static TheoryData<int> Lengths => [1, 2, 3, 5, 8, 9, 15, 16, 17, 31, 33, 127, 129, 1000, 4095, 4096, 4097, 8191, 8193];

    [Theory]
    [MemberData(nameof(Betas))]
    public void Both_gradients_are_central_differences(double beta)
    {
        foreach (double temperature in (double[])[0.5, 1, 3])
        {
            LogitsBatch batch = LogitsBatch.Draw([2, 7], seed: 1) with { Beta = beta, Temperature = temperature };
            LogitsOutcome outcome = batch.Run();
            for (int i = 0; i < batch.Student.Length; i++)
            {
                Close.Equal(Slope(h => batch with { Student = Moved(batch.Student, i, h) }), outcome.StudentGradient[i], 1e-9, $"student {i}");
                Close.Equal(Slope(h => batch with { Teacher = Moved(batch.Teacher, i, h) }), outcome.TeacherGradient[i], 1e-9, $"teacher {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rows_of_any_length_have_the_losses_of_the_plain_formula_at_every_width(int length) => Widths.ForEach(width =>
    {
        foreach (double beta in (double[])[0, 0.4, 1])
        {
            LogitsBatch batch = LogitsBatch.Draw([3, length], seed: length) with { Beta = beta, Temperature = 1.5 };
            LogitsBatch rounded = batch.Rounded<float, float>();
            double expected = batch.Plain(), expectedRounded = rounded.Plain();
            Close.Equal(expected, batch.Run().Sum, 1e-11 + (1e-12 * expected), $"{width} bits, double");
            Close.Equal(expectedRounded, rounded.Run<float, float>(teacherGradient: false).Sum, 1e-11 + (5e-7 * expected), $"{width} bits, float");
        }
    });

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Gradients_in_float_are_those_in_double_to_1e_6_of_the_rows_largest(int length) => Widths.ForEach(width =>
    {
        foreach (double beta in (double[])[0, 0.4, 1])
        {
            LogitsBatch batch = LogitsBatch.Draw([2, length], seed: length, distance: 0.01).Rounded<float, float>() with { Beta = beta, Temperature = 0.7 };
            LogitsOutcome expected = batch.Run(), actual = batch.Run<float, float>();
            LogitsOutcome alone = batch.Run<float, float>(teacherGradient: false);
            EqualInRows(batch, expected.StudentGradient, actual.StudentGradient, 1e-6, $"{width} bits, student");
            EqualInRows(batch, expected.TeacherGradient, actual.TeacherGradient, 1e-6, $"{width} bits, teacher");
            EqualInRows(batch, expected.StudentGradient, alone.StudentGradient, 1e-6, $"{width} bits, student alone");
            Close.Equal(expected.Losses, alone.Losses, 1e-6, $"{width} bits, losses");
        }
    });

    [Fact]
    public void Every_pair_of_element_types_gives_the_divergence_of_what_it_holds() => ElementPairs.ForEach(new Pairs());

    /// <summary>The class that is moved may be the largest, whose exponential the others count from.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(31_999)]
    public void One_class_moved_a_little_in_a_long_flat_row_is_seen_exactly(int moved) => Widths.ForEach(width =>
    {
        foreach (double height in (double[])[-3, 0, 4, 9])
        {
            foreach (double step in (double[])[1e-2, 1e-3, 1e-5])
            {
                LogitsBatch batch = new([1, 32_000], new double[32_000], new double[32_000]);
                batch.Teacher[moved] = height;
                batch.Student[moved] = height + step;
                batch = batch.Rounded<float, float>();
                double exact = batch.Student[moved] - batch.Teacher[moved];
                double p = Math.Exp(height) / (31_999 + Math.Exp(height));
                double expected = p * (1 - p) * exact * exact * ((1.0 / 2) + ((1 - (2 * p)) * exact / 6) + ((1 - (6 * p * (1 - p))) * exact * exact / 24));
                LogitsOutcome outcome = batch.Run<float, float>(teacherGradient: false);
                Close.Equal(expected, outcome.Sum, 1e-6 * expected, $"{width} bits, {height} + {step}");
                Close.Equal(p * (1 - p) * exact, outcome.StudentGradient[moved], 2e-2 * p * exact, "gradient");
            }
        }
    });

    [Fact]
    public void Equal_rows_have_a_loss_and_gradients_of_exactly_0() => Widths.ForEach(_ =>
    {
        foreach (double beta in (double[])[0, 0.3, 1])
        {
            LogitsBatch batch = LogitsBatch.Draw([2, 5000], seed: 3) with { Beta = beta, Temperature = 0.3 };
            batch = (batch with { Student = batch.Teacher }).Rounded<float, float>();
            LogitsOutcome outcome = batch.Run<float, float>(teacherGradient: false);
            Assert.All(outcome.Losses, loss => Assert.Equal(0, loss));
            Assert.All(outcome.StudentGradient, slope => Assert.Equal(0, slope));
        }
    });

    [Theory]
    [InlineData(1e4f)]
    [InlineData(-3e6f)]
    [InlineData(2e9f)]
    public void Large_offsets_and_large_logits_cost_no_digits(float offset) => Widths.ForEach(width =>
    {
        // Multiples of 256 are exact in float at any of these sizes.
        LogitsBatch near = LogitsBatch.Draw([2, 300], seed: 4, spread: 5, distance: 0.5);
        LogitsBatch batch = near with { Student = Stepped(near.Student), Teacher = Stepped(near.Teacher), Temperature = 256 };
        LogitsBatch moved = batch with { Student = [.. batch.Student.Select(logit => logit + offset)] };
        LogitsBatch both = moved with { Teacher = [.. batch.Teacher.Select(logit => logit - offset)] };
        LogitsOutcome expected = batch.Run();
        Close.Equal(expected.Losses, moved.Run<float, float>(teacherGradient: false).Losses, 1e-6, $"{width} bits, student moved");
        Close.Equal(expected.Losses, both.Run<float, float>(teacherGradient: false).Losses, 1e-6, $"{width} bits, both moved");
        EqualInRows(batch, expected.StudentGradient, both.Run<float, float>(teacherGradient: false).StudentGradient, 1e-6, $"{width} bits, gradient");
    });

    [Fact]
    public void A_gradient_may_lie_exactly_over_its_operand_and_be_strided()
    {
        LogitsBatch batch = LogitsBatch.Draw([4, 2500], seed: 6);
        LogitsOutcome expected = batch.Run();
        double[] student = [.. batch.Student], teacher = [.. batch.Teacher], losses = new double[4];
        Distillation.PerRowAndGradient<double, double>(student, teacher, losses, student, teacher);
        EqualInRows(batch, expected.StudentGradient, student, 1e-14, "student in place");
        Assert.Equal(expected.TeacherGradient, teacher);

        Tensor<double> transposed = Tensor.PermuteDimensions(Tensor.Create(batch.Student, batch.Lengths), [1, 0]);
        double[] columns = new double[batch.Student.Length], gradient = new double[2 * batch.Student.Length];
        transposed.FlattenTo(columns);
        Distillation.PerRowAndGradient(
            new ReadOnlyTensorSpan<double>(columns, [4, 2500], [1, 4]), new ReadOnlyTensorSpan<double>(batch.Teacher, [4, 2500]), losses,
            new TensorSpan<double>(gradient, [4, 2500], [2, 8]));
        Close.Equal(expected.Losses, losses, 0, "losses");
        EqualInRows(
            batch, expected.StudentGradient, [.. Enumerable.Range(0, columns.Length).Select(i => gradient[(i / 2500 * 2) + (i % 2500 * 8)])], 1e-14, "strided");
    }

    /// <summary>Of short rows exponentials are kept for the gradient, of long ones, and over the operand, they are formed once more.</summary>
    [Theory]
    [InlineData(100, 1)]
    [InlineData(20_000, 1e-3)]
    [InlineData(32_768, 1e-5)]
    [InlineData(32_769, 1e-5)]
    public void A_gradient_over_its_operand_is_the_one_elsewhere(int classes, double distance) => Widths.ForEach(width =>
    {
        LogitsBatch batch = LogitsBatch.Draw([2, classes], seed: 40, distance: distance).Rounded<float, float>();
        double[] expected = batch.Run().StudentGradient;
        float[] elsewhere = new float[2 * classes], inPlace = batch.Student.To<float>(), teacher = batch.Teacher.To<float>();
        double[] losses = new double[2], again = new double[2];
        Distillation.PerRowAndGradient<float, float>(inPlace, teacher, losses, elsewhere);
        Distillation.PerRowAndGradient<float, float>(inPlace, teacher, again, inPlace);
        EqualInRows(batch, expected, elsewhere.ToDoubles(), 1e-6, $"{width} bits, elsewhere");
        EqualInRows(batch, expected, inPlace.ToDoubles(), 1e-6, $"{width} bits, in place");
        Assert.Equal(losses, again);
    });

    [Theory]
    [MemberData(nameof(Betas))]
    public void The_student_has_the_same_bits_whether_or_not_the_teacher_is_asked_for(double beta) => Widths.ForEach(width =>
    {
        foreach (nint[] lengths in (nint[][])[[1], [1, 7], [3, 100], [2, 4097], [40, 5000], [1, 40_000]])
        {
            // Large shapes, of which threads share the rows, at one temperature.
            foreach (double temperature in lengths[^1] < 5000 ? (double[])[0.25, 1, 1e7] : [1])
            {
                foreach (double distance in (double[])[1e-4, 1])
                {
                    LogitsBatch batch = LogitsBatch.Draw(lengths, seed: 50, distance: distance) with { Beta = beta, Temperature = temperature };
                    foreach (int threads in (int[])[1, 3])
                    {
                        using Settings settings = Settings.Threads(threads);
                        Same<float, float>(batch, width);
                        Same<double, double>(batch, width);
                        Same<Half, float>(batch, width);
                    }
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(Betas))]
    public void Both_gradients_may_take_the_place_of_both_operands(double beta) => Widths.ForEach(width =>
    {
        foreach (nint[] lengths in (nint[][])[[3, 100], [2, 9000]])
        {
            LogitsBatch batch = LogitsBatch.Draw(lengths, seed: 51).Rounded<float, Half>() with { Beta = beta };
            float[] student = batch.Student.To<float>();
            Half[] teacher = batch.Teacher.To<Half>();
            double[] losses = new double[batch.Rows];
            Distillation.PerRowAndGradient<float, Half>(student, teacher, losses, student, teacher, new(beta: beta));
            LogitsOutcome expected = batch.Run();
            Close.Equal(expected.Losses, losses, 1e-6, $"{width} bits, losses");
            EqualInRows(batch, expected.StudentGradient, student.ToDoubles(), 1e-6, $"{width} bits, student");
            EqualInRows(batch, expected.TeacherGradient, teacher.ToDoubles(), 1e-3, $"{width} bits, teacher");
        }
    });

    [Fact]
    public void A_gradient_that_is_empty_and_not_default_has_the_wrong_length()
    {
        float[] row = [1, 2, 3];
        Assert.Equal(
            "student has shape [3], studentGradient has shape [0]; they must be equal. (Parameter 'studentGradient')",
            Assert.Throws<ArgumentException>(() => Distillation.LossAndGradient<float, float>(row, row, Array.Empty<float>())).Message);
        Assert.Throws<ArgumentException>(() => Distillation.LossAndGradient<float, float>(row, row, default, row.AsSpan(3)));
        Assert.Throws<ArgumentException>(() => Distillation.PerRowAndGradient<float, float>(row, row, new double[1], row.AsSpan(0, 0)));
        Assert.Equal(0, Distillation.LossAndGradient<float, float>(row, row, default));
    }

    [Fact]
    public void Row_weights_multiply_and_rows_of_weight_0_are_not_read()
    {
        LogitsBatch batch = LogitsBatch.Draw([3, 50], seed: 7) with { Beta = 0.5 };
        LogitsOutcome plain = batch.Run();
        double[] student = [.. batch.Student], teacher = [.. batch.Teacher];
        student.AsSpan(50, 50).Fill(double.NaN);
        teacher.AsSpan(50, 50).Fill(double.NegativeInfinity);
        LogitsOutcome weighted = (batch with { Student = student, Teacher = teacher, RowWeights = [2, 0, 0.5] }).Run();
        Assert.Equal([2 * plain.Losses[0], 0, 0.5 * plain.Losses[2]], weighted.Losses);
        Close.Equal(Weighted(plain.StudentGradient), weighted.StudentGradient, 1e-15, "student");
        Close.Equal(Weighted(plain.TeacherGradient), weighted.TeacherGradient, 1e-15, "teacher");
        double mean = Distillation.Loss<double, double>(student, teacher, new(beta: 0.5), rowWeights: [2, 0, 0.5], lengths: batch.Lengths);
        Close.Equal(((2 * plain.Losses[0]) + (0.5 * plain.Losses[2])) / 2.5, mean, 1e-15, "mean");
        static double[] Weighted(double[] values) => [.. values.Select((v, i) => i < 50 ? 2 * v : i < 100 ? 0 : 0.5 * v)];
    }

    [Fact]
    public void Reductions_upstream_and_temperature_scale_loss_and_gradient()
    {
        LogitsBatch batch = LogitsBatch.Draw([4, 30], seed: 8) with { Temperature = 3 };
        LogitsOutcome plain = batch.Run();
        double[] gradient = new double[120];
        double loss = Distillation.LossAndGradient<double, double>(
            batch.Student, batch.Teacher, gradient, options: new(temperature: 3, upstream: 5), lengths: batch.Lengths);
        Close.Equal(9 * plain.Sum / 4, loss, 1e-14, "T² times the mean");
        Close.Equal([.. plain.StudentGradient.Select(g => 9 * 5 * g / 4)], gradient, 1e-13, "gradient");
        double sum = Distillation.LossAndGradient<double, double>(
            batch.Student, batch.Teacher, gradient, options: new(temperature: 3, scaleByTemperature: false, reduction: RowReduction.Sum, upstream: 1e-60), lengths: batch.Lengths);
        Close.Equal(plain.Sum, sum, 1e-14, "sum");
        Close.Equal([.. plain.StudentGradient.Select(g => 1e-60 * g)], gradient, 1e-13, "gradient");
        float[] narrow = new float[120];
        Distillation.LossAndGradient<float, float>(
            batch.Student.To<float>(), batch.Teacher.To<float>(), narrow, options: new(temperature: 3, scaleByTemperature: false, reduction: RowReduction.Sum, upstream: 1e-43),
            lengths: batch.Lengths);
        Close.Equal([.. plain.StudentGradient.Select(g => 1e-43 * g)], narrow.ToDoubles(), _ => 1e-45, "a scale below float's range");
    }

    [Fact]
    public void Suppressed_classes_count_for_nothing_or_make_the_loss_infinite() => Widths.ForEach(width =>
    {
        double[] both = [1, -Inf, 2, -Inf], more = [0.5, -Inf, 1, 3];
        Outcome(both, [2, -Inf, 1, -Inf], 0, width, ([1, 2], [2, 1]));
        Outcome(both, [2, -Inf, 1, -Inf], 1, width, ([1, 2], [2, 1]));
        LogitsOutcome forward = new LogitsBatch([1, 4], both, more).Run<float, float>();
        Assert.Equal(Inf, forward.Sum);
        Assert.All(forward.StudentGradient, slope => Assert.True(double.IsFinite(slope)));
        Assert.Equal([-Inf, 0, -Inf, Inf], forward.TeacherGradient);
        LogitsOutcome reverse = (new LogitsBatch([1, 4], more, both) with { Beta = 1 }).Run<float, double>();
        Assert.Equal(Inf, reverse.Sum);
        Assert.Equal([-Inf, 0, -Inf, Inf], reverse.StudentGradient);
        LogitsOutcome mixture = (new LogitsBatch([1, 4], both, more) with { Beta = 0.5 }).Run<float, float>();
        Assert.InRange(mixture.Sum, 0.1, Math.Log(2));
        Assert.All(mixture.StudentGradient.Concat(mixture.TeacherGradient), slope => Assert.True(double.IsFinite(slope)));
    });

    /// <summary>Masks as programs write them: the lowest number instead of -inf, on one side or on both, in whole blocks.</summary>
    [Theory]
    [InlineData(-1e9)]
    [InlineData(-1e30)]
    [InlineData(float.MinValue)]
    public void Masks_of_very_low_logits_are_classes_of_probability_0(double mask) => Widths.ForEach(width =>
    {
        LogitsBatch inner = LogitsBatch.Draw([2, 5000], seed: 9).Rounded<float, float>();
        foreach (double beta in (double[])[0, 0.5, 1])
        {
            double[] Padded(double[] rows, double with) => [.. rows.Chunk(5000).SelectMany(row => row.Concat(Enumerable.Repeat(with, 4000)))];
            LogitsBatch batch = new LogitsBatch([2, 9000], Padded(inner.Student, mask), Padded(inner.Teacher, mask)) with { Beta = beta };
            LogitsOutcome expected = (inner with { Beta = beta }).Run<float, float>(), actual = batch.Run<float, float>();
            Close.Equal(expected.Losses, actual.Losses, 1e-6, $"{width} bits");
            EqualInRows(batch, Padded(expected.StudentGradient, 0), actual.StudentGradient, 1e-6, $"{width} bits, student");
            EqualInRows(batch, Padded(expected.TeacherGradient, 0), actual.TeacherGradient, 1e-6, $"{width} bits, teacher");
            batch = batch with { Teacher = Padded(inner.Teacher, -Inf), Student = Padded(inner.Student, -Inf) };
            Close.Equal(expected.Losses, batch.Run<float, float>().Losses, 1e-6, $"{width} bits, -inf");
        }

        LogitsBatch ruledOut = new LogitsBatch([1, 3], [0, 0, mask], [0, 0, 0]).Rounded<float, float>();
        double loss = (Math.Log(2.0 / 3) * 2 / 3) + ((Math.Log(1.0 / 3) - ruledOut.Student[2] + Math.Log(2)) / 3);
        Close.Equal(loss, ruledOut.Run<float, float>().Sum, 1e-6 * loss, $"{width} bits, the teacher has what the student rules out");
    });

    [Fact]
    public void A_missing_number_makes_its_own_row_missing_and_no_other()
    {
        LogitsBatch batch = LogitsBatch.Draw([3, 4200], seed: 10);
        LogitsOutcome plain = batch.Run();
        batch.Teacher[4200 + 4199] = double.NaN;
        foreach (double beta in (double[])[0, 0.5, 1])
        {
            LogitsOutcome outcome = (batch with { Beta = beta }).Run();
            Assert.Equal([false, true, false], outcome.Losses.Select(double.IsNaN));
            Assert.All(outcome.StudentGradient.Chunk(4200).ElementAt(1), slope => Assert.True(double.IsNaN(slope)));
            Assert.All(outcome.StudentGradient.Chunk(4200).ElementAt(2), slope => Assert.True(double.IsFinite(slope)));
        }

        Assert.Equal(plain.Losses[2], batch.Run().Losses[2]);
    }

    [Fact]
    public void Rows_without_a_softmax_are_refused_by_their_number()
    {
        double[] fine = [1, 2, 3, 4, 5, 6], low = [1, 2, -Inf, -Inf, 5, 6], high = [1, 2, 3, 4, 5, Inf];
        Assert.Equal("student has no finite logit in row 1; there is no softmax of it. (Parameter 'student')", Error(low, fine, 0));
        Assert.Equal("student has no finite logit in row 1; there is no softmax of it. (Parameter 'student')", Error(low, fine, 1));
        Assert.Equal("teacher has no finite logit in row 1; there is no softmax of it. (Parameter 'teacher')", Error(fine, low, 0.5));
        Assert.Equal("teacher has the logit Infinity in row 2; there is no softmax of it. (Parameter 'teacher')", Error(fine, high, 0));
        Assert.Equal("student has the logit Infinity in row 2; there is no softmax of it. (Parameter 'student')", Error(high, fine, 1));
        static string Error(double[] student, double[] teacher, double beta) => Assert.Throws<ArgumentException>(
            () => Distillation.Loss<double, double>(student, teacher, new(beta: beta), lengths: [3, 2])).Message;
    }

    [Fact]
    public void Arguments_out_of_range_and_shapes_that_differ_are_refused()
    {
        double[] row = [1, 2];
        Assert.Throws<ArgumentOutOfRangeException>(() => Distillation.Loss<double, double>(row, row, new(temperature: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distillation.Loss<double, double>(row, row, new(temperature: double.NaN)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distillation.Loss<double, double>(row, row, new(temperature: Inf)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distillation.Loss<double, double>(row, row, new(beta: -0.1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distillation.Loss<double, double>(row, row, new(beta: 1.1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distillation.Loss<double, double>(row, row, new(reduction: (RowReduction)7)));
        Assert.Equal(
            "RowReduction.None gives a number for each row; call PerRow. (Parameter 'reduction')",
            Assert.Throws<ArgumentException>(() => Distillation.Loss<double, double>(row, row, new(reduction: RowReduction.None))).Message);
        Assert.Equal(
            "student has shape [2, 1], teacher has shape [1, 2]; they must be equal. (Parameter 'teacher')",
            Assert.Throws<ArgumentException>(() => Distillation.Loss<double, double>(Tensor.Create(row, [2, 1]), Tensor.Create(row, [1, 2]))).Message);
        Assert.Equal(
            "studentGradient overlaps teacher; they must not share memory. (Parameter 'studentGradient')",
            Assert.Throws<ArgumentException>(() => Distillation.LossAndGradient<double, double>([1, 2], row, row)).Message);
        Assert.Equal(
            "rowWeights has 2 elements, student of shape [2] has 1 rows; they must be equal. (Parameter 'rowWeights')",
            Assert.Throws<ArgumentException>(() => Distillation.Loss<double, double>(row, row, rowWeights: [1, 1])).Message);
    }

    [Fact]
    public void Without_rows_the_mean_is_missing_and_the_sum_is_0()
    {
        Assert.Equal(double.NaN, Distillation.Loss<float, float>([], [], lengths: [0, 5]));
        Assert.Equal(0, Distillation.Loss<float, float>([], [], new(reduction: RowReduction.Sum), lengths: [0, 5]));
        Assert.Equal(double.NaN, Distillation.Loss<float, float>([1, 2], [1, 3], rowWeights: [0]));
    }

    [Theory]
    [InlineData(700, 300)]
    [InlineData(9, 20_000)]
    [InlineData(1, 400_000)]
    public void One_two_and_eight_threads_give_the_same_bits(int rows, int classes)
    {
        foreach (double beta in (double[])[0, 0.5])
        {
            LogitsBatch batch = LogitsBatch.Draw([rows, classes], seed: 11) with { Beta = beta };
            LogitsOutcome alone = On(1, batch);
            foreach (int threads in (int[])[2, 8])
            {
                LogitsOutcome shared = On(threads, batch);
                Assert.True(alone.Losses.AsSpan().SequenceEqual(shared.Losses), $"{threads} threads: losses");
                Assert.True(alone.StudentGradient.AsSpan().SequenceEqual(shared.StudentGradient), $"{threads} threads: gradient");
            }
        }

        static LogitsOutcome On(int threads, LogitsBatch batch)
        {
            using Settings settings = Settings.Threads(threads);
            return batch.Run<float, float>(teacherGradient: false);
        }
    }

    private static void Outcome(double[] student, double[] teacher, double beta, int width, (double[] Student, double[] Teacher) finite)
    {
        double loss = (new LogitsBatch([1, student.Length], student, teacher) with { Beta = beta }).Run<float, float>().Sum;
        double expected = (new LogitsBatch([1, finite.Student.Length], finite.Student, finite.Teacher) with { Beta = beta }).Plain();
        Close.Equal(expected, loss, 1e-6 * expected, $"{width} bits, beta {beta}");
    }

    /// <summary>The slope of the sum of the losses, by two central differences.</summary>
    private static double Slope(Func<double, LogitsBatch> moved)
    {
        double Difference(double h) => (moved(h).Run().Sum - moved(-h).Run().Sum) / (2 * h);
        return ((4 * Difference(5e-4)) - Difference(1e-3)) / 3;
    }

    private static double[] Moved(double[] values, int i, double step)
    {
        double[] moved = [.. values];
        moved[i] += step;
        return moved;
    }

    private static double[] Stepped(double[] values) => [.. values.Select(value => Math.Round(value * 4) * 256)];

    private static void Same<TStudent, TTeacher>(LogitsBatch batch, int width)
        where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
        where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
    {
        LogitsOutcome alone = batch.Run<TStudent, TTeacher>(teacherGradient: false), both = batch.Run<TStudent, TTeacher>();
        Assert.Equal(alone.Losses, both.Losses);
        Assert.True(
            alone.StudentGradient.AsSpan().SequenceEqual(both.StudentGradient),
            $"{width} bits, [{string.Join(", ", batch.Lengths)}], temperature {batch.Temperature}, {typeof(TStudent)} and {typeof(TTeacher)}");
    }

    private static void EqualInRows(LogitsBatch batch, double[] expected, double[] actual, double tolerance, string what)
    {
        for (int start = 0; start + batch.Classes <= actual.Length; start += batch.Classes)
        {
            double largest = expected.Skip(start).Take(batch.Classes).Max(Math.Abs);
            Close.Equal(expected[start..(start + batch.Classes)], actual[start..(start + batch.Classes)], _ => 1e-30 + (tolerance * largest), $"{what}, from {start}");
        }
    }

    private sealed class Pairs : IPairAction
    {
        public void Run<TStudent, TTeacher>()
            where TStudent : unmanaged, IFloatingPointIeee754<TStudent>
            where TTeacher : unmanaged, IFloatingPointIeee754<TTeacher>
        {
            foreach (double beta in (double[])[0, 0.6, 1])
            {
                LogitsBatch batch = LogitsBatch.Draw([2, 2100], seed: 5).Rounded<TStudent, TTeacher>() with { Beta = beta };
                LogitsOutcome expected = batch.Run(), actual = batch.Run<TStudent, TTeacher>();
                Close.Equal(expected.Losses, actual.Losses, 1e-6, $"{typeof(TStudent).Name}, {typeof(TTeacher).Name}");
                double tolerance = typeof(TStudent) == typeof(Half) ? 1e-3 : 1e-6;
                EqualInRows(batch, expected.StudentGradient, actual.StudentGradient, tolerance, "student");
            }
        }
    }
}
