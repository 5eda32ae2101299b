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
