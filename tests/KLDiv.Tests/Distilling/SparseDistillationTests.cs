using System.Numerics.Tensors;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Distilling;

/// <summary>What holds for any student and any teacher of whom some classes are known.</summary>
public sealed class SparseDistillationTests
{
    public static TheoryData<SparseTail, double> TailsAndBetas
    {
        get
        {
            TheoryData<SparseTail, double> data = [];
            foreach (SparseTail tail in Enum.GetValues<SparseTail>())
            {
                data.Add(tail, 0);
                data.Add(tail, 0.3);
                data.Add(tail, 1);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(TailsAndBetas))]
    public void Where_all_classes_are_given_the_loss_is_the_dense_one(SparseTail tail, double beta)
    {
        SparseBatch batch = SparseBatch.Draw(50, 37, seed: 1, _ => 37) with { Tail = tail, Options = new(beta: beta) };
        Close.Equal(batch.Dense(), batch.Run<double>().Losses, 1e-11, "double");
        Close.Equal(batch.Dense(), batch.Run<float>().Losses, 1e-6, "float");
    }

    [Theory]
    [InlineData(10_000, 20, 1)]
    [InlineData(300, 3_000, 0.05)]
    public void The_dense_divergence_lies_between_the_bucket_and_the_bound(int rows, int classes, double distance)
    {
        SparseBatch batch = SparseBatch.Draw(rows, classes, seed: 2, random => random.Next(0, Math.Min(classes, 65)), distance: distance);
        double[] least = batch.Run<float>().Losses, dense = batch.Dense(), greatest = batch.Bounds();
        for (int row = 0; row < rows; row++)
        {
            Assert.InRange(dense[row], least[row] * (1 - 1e-6), greatest[row] * (1 + 1e-12));
        }
    }

    /// <summary>Probabilities of a vocabulary: the n-th class has about 1/n of the first one's.</summary>
    [Fact]
    public void It_does_with_probabilities_by_rank_too()
    {
        SparseBatch batch = SparseBatch.Draw(20, 20_000, seed: 3, random => random.Next(1, 600), logit: id => -Math.Log(1 + id), distance: 0.3);
        double[] least = batch.Run<float>().Losses, dense = batch.Dense(), greatest = batch.Bounds();
        for (int row = 0; row < batch.Rows; row++)
        {
            Assert.InRange(dense[row], least[row] * (1 - 1e-6), greatest[row] * (1 + 1e-12));
        }
    }

    [Theory]
    [MemberData(nameof(TailsAndBetas))]
    public void Gradients_are_the_central_differences(SparseTail tail, double beta)
    {
        SparseBatch batch = SparseBatch.Draw(4, 9, seed: 4, random => random.Next(1, 9)) with { Tail = tail, Options = new(temperature: 1.7, beta: beta) };
        double[] gradient = batch.Run<double>().Gradient;
        for (int i = 0; i < batch.Student.Length; i++)
        {
            const double Step = 1e-5;
            double Moved(double by)
            {
                double[] student = [.. batch.Student];
                student[i] += by;
                return (batch with { Student = student }).Run<double>().Losses.Sum();
            }

            Close.Equal((Moved(Step) - Moved(-Step)) / (2 * Step), gradient[i], 1e-8, $"element {i}");
        }
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-4)]
    [InlineData(1e-6)]
    public void Small_divergences_of_float_logits_keep_their_digits(double distance)
    {
        SparseBatch batch = SparseBatch.Draw(20, 5_000, seed: 5, random => random.Next(1, 300), distance: distance);
        (double[] exact, double[] exactGradient) = batch.Run<double>();
        (double[] losses, double[] gradient) = batch.Run<float>();
        Close.Equal(exact, losses, 1e-6, "losses");
        for (int row = 0; row < batch.Rows; row++)
        {
            Range ofRow = (row * batch.Classes)..((row + 1) * batch.Classes);
            Close.EqualBesideTheLargest(exactGradient[ofRow], gradient[ofRow], 1e-6, $"row {row}");
        }
    }

    [Theory]
    [MemberData(nameof(TailsAndBetas))]
    public void A_number_added_to_all_logits_changes_nothing(SparseTail tail, double beta)
    {
        SparseBatch batch = SparseBatch.Draw(20, 30, seed: 6, random => random.Next(1, 30)) with { Tail = tail, Options = new(beta: beta) };
        SparseBatch moved = batch with { Student = [.. batch.Student.Select(logit => logit + 64)] };
        Close.Equal(batch.Run<double>().Losses, moved.Run<double>().Losses, 1e-12, "losses");
    }

    [Theory]
    [MemberData(nameof(TailsAndBetas))]
    public void The_order_of_ids_and_their_type_change_no_bit(SparseTail tail, double beta)
    {
        SparseBatch batch = SparseBatch.Draw(1, 300, seed: 7, _ => 20) with { Tail = tail, Options = new(beta: beta) };
        int[] order = [.. Enumerable.Range(0, 20).Reverse()];
        SparseBatch reversed = batch with { Ids = [.. order.Select(i => batch.Ids[i])], LogProbabilities = [.. order.Select(i => batch.LogProbabilities[i])] };
        (double[] losses, double[] gradient) = batch.Run<float>();
        (double[] otherLosses, double[] otherGradient) = reversed.Run<float>();
        Assert.Equal(losses, otherLosses);
        Assert.Equal(gradient, otherGradient);
        SparseTeacher<double> shortIds = new([.. batch.Ids.Select(id => (int)id)], batch.LogProbabilities, 20) { Tail = tail };
        SparseDistillation.PerRow<float, double>(batch.Student.To<float>(), shortIds, otherLosses, batch.Options);
        Assert.Equal(losses, otherLosses);
    }

    /// <summary>Classes of the bucket may move mass between each other without changing its loss, and no split of them lowers the divergence.</summary>
    [Fact]
    public void To_be_told_of_more_classes_never_lowers_the_bucket()
    {
        double[] before = new double[200];
        for (int given = 0; given <= 12; given++)
        {
            double[] losses = SparseBatch.Draw(200, 12, seed: 8, _ => given).Run<double>().Losses;
            Assert.All(losses.Zip(before), pair => Assert.True(pair.First >= pair.Second * (1 - 1e-12), $"{pair.First} after {pair.Second}"));
            before = losses;
        }
    }

    [Fact]
    public void Without_any_class_a_bucket_says_nothing_and_an_even_tail_is_uniform()
    {
        SparseBatch batch = SparseBatch.Draw(3, 8, seed: 9, _ => 0);
        Assert.All(batch.Run<float>().Losses, loss => Assert.Equal(0, loss));
        double[] uniform = new double[3];
        Distillation.PerRow<double, double>(batch.Student, new double[24], uniform, lengths: [3, 8]);
        Close.Equal(uniform, (batch with { Tail = SparseTail.Uniform }).Run<double>().Losses, 1e-12, "uniform");
    }

    [Fact]
    public void Weights_reductions_and_the_upstream_mean_what_they_do_from_full_rows()
    {
        SparseBatch batch = SparseBatch.Draw(5, 40, seed: 10, _ => 7);
        double[] weights = [1, 0, 2.5, 0.5, 1], gradient = new double[200], sparse = new double[200];
        double[] rows = batch.Run<double>().Losses, gradients = batch.Run<double>().Gradient;
        batch.Student.AsSpan(40, 40).Fill(double.NaN); // Of weight 0: not read.
        double loss = SparseDistillation.LossAndGradient<double, double>(batch.Student, batch.Given, gradient, batch.Options with { Upstream = 3 }, rowWeights: weights);
        Close.Equal(rows.Zip(weights).Sum(pair => pair.First * pair.Second) / 5, loss, 1e-14, "mean");
        for (int i = 0; i < gradient.Length; i++)
        {
            Close.Equal(gradients[i] * weights[i / 40] * 3 / 5, gradient[i], 1e-15, $"element {i}");
        }

        double sum = SparseDistillation.Loss<double, double>(batch.Student, batch.Given, batch.Options with { Reduction = RowReduction.Sum }, rowWeights: weights);
        Close.Equal(loss * 5, sum, 1e-14, "sum");
        Assert.Contains("PerRow", Assert.Throws<ArgumentException>(() => _ = SparseDistillation.Loss<double, double>(
            batch.Student, batch.Given, batch.Options with { Reduction = RowReduction.None })).Message, StringComparison.Ordinal);
        Assert.Equal(0, sparse[0]);
    }

    [Fact]
    public void Strided_students_half_ones_and_gradients_in_their_place_give_the_same()
    {
        SparseBatch batch = SparseBatch.Draw(6, 50, seed: 11, _ => 5);
        float[] student = batch.Student.To<float>();
        double expected = SparseDistillation.Loss<float, double>(student, batch.Given);
        float[] columns = new float[300], gradient = new float[300], strided = new float[300];
        for (int i = 0; i < 300; i++)
        {
            columns[(i % 50 * 6) + (i / 50)] = student[i];
        }

        SparseDistillation.LossAndGradient<float, double>(student, batch.Given, gradient);
        double alongColumns = SparseDistillation.LossAndGradient<float, double>(
            new ReadOnlyTensorSpan<float>(columns, [50, 6], [6, 1]), batch.Given, new TensorSpan<float>(strided, [50, 6], [6, 1]), axis: 0);
        Assert.Equal(expected, alongColumns);
        Assert.Equal(gradient, Enumerable.Range(0, 300).Select(i => strided[(i % 50 * 6) + (i / 50)]));
        Assert.Equal(expected, SparseDistillation.LossAndGradient<float, double>(student, batch.Given, student));
        Assert.Equal(gradient, student);
        Half[] halves = batch.Student.To<Half>();
        Close.Equal(SparseDistillation.Loss<double, double>(halves.ToDoubles(), batch.Given), SparseDistillation.Loss<Half, double>(halves, batch.Given), 1e-6, "Half");
    }

    [Fact]
    public void Probabilities_that_sum_to_a_little_more_than_1_are_scaled()
    {
        double loss = SparseDistillation.Loss<double, double>([0, 0, 0], new SparseTeacher<double>([0, 2], [Math.Log(0.5004), Math.Log(0.5004)], 2));
        Close.Equal(Math.Log(1.5), loss, 1e-15, "ln 1.5");
    }

    [Fact]
    public void Where_nothing_is_left_the_reverse_divergence_is_infinite_and_the_forward_one_is_not()
    {
        SparseTeacher<double> sure = new([1], [0.0], 1);
        Close.Equal(Math.Log(3), SparseDistillation.Loss<double, double>([5, 5, 5], sure), 1e-15, "forward");
        Assert.Equal(double.PositiveInfinity, SparseDistillation.Loss<double, double>([5, 5, 5], sure, new(beta: 1)));
    }

    [Fact]
    public void A_missing_logit_makes_its_row_missing()
    {
        SparseBatch batch = SparseBatch.Draw(3, 20, seed: 12, _ => 4);
        batch.Student[27] = double.NaN;
        (double[] losses, double[] gradient) = batch.Run<float>();
        Assert.Equal([false, true, false], losses.Select(double.IsNaN));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => i / 20 == 1), gradient.Select(double.IsNaN));
    }

    public static TheoryData<string, long[], double[], double[]> Wrong => new()
    {
        { "teacher: row 1 has the id 3 at position 1; the student's classes are 0 to 2", [0, 1, 0, 3], [-1, -1, -1, -1], [1, 2, 3, 1, 2, 3] },
        { "teacher: row 0 has the id -1 at position 0; the student's classes are 0 to 2", [-1, 1, 0, 1], [-1, -1, -1, -1], [1, 2, 3, 1, 2, 3] },
        { "teacher: row 1 has the id 2 twice, the second time at position 1", [0, 1, 2, 2], [-1, -1, -1, -1], [1, 2, 3, 1, 2, 3] },
        { "teacher: row 0 has the log-probability NaN at position 1; it must be a number, or -inf", [0, 1, 0, 2], [-1, double.NaN, -1, -1], [1, 2, 3, 1, 2, 3] },
        { "teacher: row 0 has probabilities that sum to 2; they may sum to 1 at most", [0, 1, 0, 2], [0, 0, -1, -1], [1, 2, 3, 1, 2, 3] },
        { "student: row 1 has no finite logit; there is no softmax of it", [0, 1, 0, 2], [-1, -1, -1, -1], [1, 2, 3, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity] },
        { "student: row 0 has the logit Infinity; there is no softmax of it", [0, 1, 0, 2], [-1, -1, -1, -1], [1, 2, double.PositiveInfinity, 1, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named_with_row_and_position(string message, long[] ids, double[] logProbabilities, double[] student)
    {
        SparseRowException refusal = Assert.Throws<SparseRowException>(() => _ = SparseDistillation.Loss<double, double>(student, new SparseTeacher<double>(ids, logProbabilities, 2)));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_is_no_rows_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _ = new SparseTeacher<float>([0, 1, 2], [0f, 0, 0], 2));
        Assert.Throws<ArgumentException>(() => _ = new SparseTeacher<float>([0, 1, 2], [0f, 0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new SparseTeacher<float>([0, 1, 2], [0f, 0, 0], 0));
        Assert.Throws<ArgumentException>(() => _ = new SparseTeacher<float>([0, 1, 2], [0f, 0, 0], [0, 2, 1, 3]));
        Assert.Throws<ArgumentException>(() => _ = new SparseTeacher<float>([0, 1, 2], [0f, 0, 0], [0, 2]));
        Assert.Throws<ArgumentException>(() => _ = SparseDistillation.Loss<float, float>([1, 2, 3], new SparseTeacher<float>([0, 1], [-1f, -1], 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new SparseTeacher<float>([0], [-1f], 1) { Tail = (SparseTail)3 });
    }
}
