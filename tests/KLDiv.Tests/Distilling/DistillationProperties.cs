using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace KLDiv.Tests.Distilling;

/// <summary>What holds for any logits, temperature and beta.</summary>
public sealed class DistillationProperties
{
    private static readonly Config s_config = Config.QuickThrowOnFailure
        .WithMaxTest(300)
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_260_202UL, 1UL), FSharpOption<int>.None)));

    /// <summary>What docs/accuracy.md says of float, with and without fused multiplication and addition.</summary>
    private static readonly double s_toleranceOfFloat = Fma.IsSupported || AdvSimd.IsSupported ? 1e-6 : 3e-6;

    /// <summary>Logits on a grid of 2^-10, so that whole numbers can be added without rounding; some near, some far, some suppressed.</summary>
    private static readonly Gen<LogitsBatch> s_batches =
        from classes in Gen.Choose(1, 40)
        from rows in Gen.Choose(1, 3)
        from seed in Gen.Choose(0, 1_000_000)
        from distance in Gen.Elements(0, 0.01, 1.0, 10)
        from spread in Gen.Elements(0.1, 3, 30)
        from temperature in Gen.Elements(0.25, 0.7, 1, 2, 5.5)
        from beta in Gen.Elements(0, 0.01, 0.3, 0.5, 0.99, 1)
        from suppressed in Gen.Choose(0, 2)
        select Suppress(LogitsBatch.Draw([rows, classes], seed, spread, distance), suppressed) with { Temperature = temperature, Beta = beta };

    [Fact]
    public void A_loss_is_never_negative_and_0_where_rows_are_equal() => Holds(batch =>
    {
        Assert.All(batch.Run().Losses, loss => Assert.True(loss >= 0, $"{loss}"));
        Assert.All(batch.Rounded<float, float>().Run<float, float>().Losses, loss => Assert.True(loss >= 0, $"{loss}"));
        Assert.All((batch with { Student = batch.Teacher }).Run().Losses, loss => Assert.Equal(0, loss));
    });

    [Fact]
    public void Adding_a_number_to_the_logits_of_either_side_changes_nothing() => Holds(batch =>
    {
        LogitsOutcome expected = batch.Run();
        Same(batch, expected, (batch with { Student = Plus(batch.Student, 1000) }).Run());
        Same(batch, expected, (batch with { Teacher = Plus(batch.Teacher, -77) }).Run());
        LogitsOutcome inFloat = (batch with { Student = Plus(batch.Student, 1000), Teacher = Plus(batch.Teacher, 500) }).Run<float, float>(teacherGradient: false);
        Close.Equal(expected.Losses, inFloat.Losses, i => 1e-25 + (s_toleranceOfFloat * expected.Losses[i]), "float");
    });

    [Fact]
    public void The_gradients_sum_to_0_over_a_row() => Holds(batch =>
    {
        LogitsOutcome outcome = batch.Run();
        for (int row = 0; row < batch.Rows; row++)
        {
            double[] student = outcome.StudentGradient[(row * batch.Classes)..((row + 1) * batch.Classes)];
            double[] teacher = outcome.TeacherGradient[(row * batch.Classes)..((row + 1) * batch.Classes)];
            Close.Equal(0, student.Sum(), 1e-25 + (1e-13 * Math.Max(student.Max(Math.Abs), outcome.Losses[row])), "student");
            Close.Equal(0, teacher.Sum(), 1e-25 + (1e-13 * Math.Max(teacher.Max(Math.Abs), outcome.Losses[row])), "teacher");
        }
    });

    [Fact]
    public void A_temperature_is_as_good_as_logits_divided_by_it() => Holds(batch =>
    {
        double temperature = Math.ScaleB(1, (int)Math.Round(Math.Log2(batch.Temperature)));
        batch = batch with { Temperature = temperature };
        LogitsOutcome scaled = (batch with
        {
            Temperature = 1,
            Student = [.. batch.Student.Select(logit => logit / temperature)],
            Teacher = [.. batch.Teacher.Select(logit => logit / temperature)],
        }).Run();
        Same(batch, scaled with
        {
            StudentGradient = [.. scaled.StudentGradient.Select(slope => slope / temperature)],
            TeacherGradient = [.. scaled.TeacherGradient.Select(slope => slope / temperature)],
        }, batch.Run());
    });

    [Fact]
    public void The_reverse_divergence_is_the_forward_one_of_exchanged_sides() => Holds(batch =>
    {
        LogitsOutcome reverse = (batch with { Beta = 1 }).Run();
        LogitsOutcome forward = (batch with { Beta = 0, Student = batch.Teacher, Teacher = batch.Student }).Run();
        Same(batch, new(forward.Losses, forward.TeacherGradient, forward.StudentGradient), reverse);
    });

    [Fact]
    public void The_mixture_s_divergence_mirrors_and_at_a_half_is_symmetric_and_at_most_ln_2() => Holds(batch =>
    {
        LogitsBatch mirrored = batch with { Beta = 1 - batch.Beta, Student = batch.Teacher, Teacher = batch.Student };
        LogitsOutcome outcome = mirrored.Run();
        Same(batch, new(outcome.Losses, outcome.TeacherGradient, outcome.StudentGradient), batch.Run());
        Assert.All((batch with { Beta = 0.5 }).Run().Losses, loss => Assert.InRange(loss, 0, Math.Log(2) * (1 + 1e-15)));
    });

    [Fact]
    public void Losses_in_float_are_those_in_double_to_6_digits() => Holds(batch =>
    {
        LogitsBatch rounded = batch.Rounded<float, float>();
        double[] expected = rounded.Run().Losses, actual = rounded.Run<float, float>().Losses;
        Close.Equal(expected, actual, s_toleranceOfFloat, "losses");
    });

    private static void Holds(Action<LogitsBatch> property) => Prop.ForAll(Arb.From(s_batches), property).Check(s_config);

    private static LogitsBatch Suppress(LogitsBatch batch, int suppressed)
    {
        double[] student = OnGrid(batch.Student), teacher = OnGrid(batch.Teacher);
        for (int i = 0; i < student.Length; i++)
        {
            if (i % batch.Classes != 0 && i % 3 < suppressed)
            {
                student[i] = teacher[i] = double.NegativeInfinity;
            }
        }

        return batch with { Student = student, Teacher = teacher };
    }

    private static double[] OnGrid(double[] values) => [.. values.Select(value => Math.Round(value * 1024) / 1024)];

    private static double[] Plus(double[] values, double number) => [.. values.Select(value => value + number)];

    private static void Same(LogitsBatch batch, LogitsOutcome expected, LogitsOutcome actual)
    {
        // A gradient such as q (ln(q / m) - KL) is the difference of two that may be much larger: what its rounding is to be measured by.
        Close.Equal(expected.Losses, actual.Losses, i => 1e-25 + (1e-12 * expected.Losses[i]), "losses");
        double Tolerance(double[] values, int i) => 1e-25 + (1e-12 * Math.Max(
            expected.Losses[i / batch.Classes], values.Skip(i / batch.Classes * batch.Classes).Take(batch.Classes).Max(Math.Abs)));
        Close.Equal(expected.StudentGradient, actual.StudentGradient, i => Tolerance(expected.StudentGradient, i), "student");
        Close.Equal(expected.TeacherGradient, actual.TeacherGradient, i => Tolerance(expected.TeacherGradient, i), "teacher");
    }
}
