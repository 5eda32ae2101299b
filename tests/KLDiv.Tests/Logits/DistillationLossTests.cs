using System.Numerics.Tensors;

namespace KLDiv.Tests.Logits;

public sealed class DistillationLossTests
{
    private static readonly LogitsBatch s_batch = LogitsBatch.Draw([2, 3, 5], seed: 30).Rounded<float, Half>();

    private static Tensor<float> Student => s_batch.Student.To<float>(s_batch.Lengths);

    private static Tensor<Half> Teacher => s_batch.Teacher.To<Half>(s_batch.Lengths);

    [Fact]
    public void The_module_gives_what_the_functions_give()
    {
        DistillationLoss module = new(temperature: 2, beta: 0.1);
        float[] gradient = new float[30];
        Half[] ofTeacher = new Half[30];
        double loss = Distillation.LossAndGradient<float, Half>(
            s_batch.Student.To<float>(), s_batch.Teacher.To<Half>(), gradient, ofTeacher, temperature: 2, beta: 0.1, upstream: 3, lengths: s_batch.Lengths);
        Assert.Equal([(float)loss], module.Forward(Student, Teacher));
        Assert.Equal(gradient.ToDoubles(), module.Backward(Student, Teacher, upstream: 3).ToDoubles());
        Assert.Equal(ofTeacher.ToDoubles(), module.BackwardTeacher(Student, Teacher, upstream: 3).ToDoubles());
        Assert.Equal((2.0, 0.1, true, RowReduction.Mean), (module.Temperature, module.Beta, module.ScaleByTemperature, module.Reduction));
    }

    [Fact]
    public void Without_reduction_there_is_a_loss_for_each_row_in_their_shape()
    {
        DistillationLoss module = new(scaleByTemperature: false, reduction: RowReduction.None);
        Tensor<float> losses = module.Forward(Student, Teacher, rowWeights: [1, 1, 1, 1, 0, 2]);
        Assert.Equal([2, 3], losses.Lengths.ToArray());
        double[] expected = (s_batch with { RowWeights = [1, 1, 1, 1, 0, 2] }).Run().Losses;
        Close.Equal(expected, losses.ToDoubles(), 1e-6, "losses");
        Tensor<float> vector = module.Forward(s_batch.Student[..5].To<float>([5]), s_batch.Teacher[..5].To<Half>([5]));
        Assert.Equal([1], vector.Lengths.ToArray());
        Close.Equal(
            (s_batch with { RowWeights = [1, 1, 1, 1, 0, 2] }).Run().StudentGradient,
            module.Backward(Student, Teacher, rowWeights: [1, 1, 1, 1, 0, 2]).ToDoubles(), _ => 1e-6, "gradient of the sum");
    }

    [Fact]
    public void Without_reduction_each_row_has_an_upstream_of_its_own()
    {
        var module = new DistillationLoss(temperature: 2, reduction: RowReduction.None);
        Tensor<float> student = Tensor.Create<float>([1, 2, 3, 0, 5, 1, float.NaN, 1], [4, 2]), teacher = Tensor.Create<float>([1, 1, 0, 2, 3, 1, 0, 0], [4, 2]);

        Tensor<float> ones = module.Backward(student, teacher, [1, 1, 1, 0]);
        Tensor<float> gradient = module.Backward(student, teacher, [-1, 2, 0.5, 0], rowWeights: [1, 3, 0, 1]);

        Assert.Equal([-ones[0, 0], -ones[0, 1], 6 * ones[1, 0], 6 * ones[1, 1], 0, 0, 0, 0], gradient, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(-ones[0, 0], module.Backward(Tensor.Create<float>([1, 2], [2]), Tensor.Create<float>([1, 1], [2]), [-1])[0]);
    }

    [Fact]
    public void As_many_upstreams_as_rows_flow_into_a_module_without_reduction()
    {
        Tensor<float> logits = Tensor.Create<float>([1, 2, 3, 0], [2, 2]);
        var none = new DistillationLoss(reduction: RowReduction.None);

        Assert.Equal(
            "There are 2 rows, upstream has 3 numbers, and rowWeights 0. (Parameter 'upstream')",
            Assert.Throws<ArgumentException>(() => none.Backward(logits, logits, [1, 2, 3])).Message);
        Assert.Equal(
            "The reduction is Mean: one number flows into the loss, and not one a row.",
            Assert.Throws<InvalidOperationException>(() => new DistillationLoss().Backward(logits, logits, [1, 2])).Message);
    }

    [Fact]
    public void What_cannot_be_is_refused_when_the_module_is_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationLoss(temperature: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationLoss(beta: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationLoss(reduction: (RowReduction)9));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss().Forward<float, float>(null!, Student));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss(reduction: RowReduction.None).Forward<float, float>(null!, Student));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss().Backward<float, float>(null!, Student));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss().BackwardTeacher<float, float>(Student, null!));
    }
}
