using System.Numerics.Tensors;

namespace KLDiv.Tests.Distilling;

public sealed class DistillationLossTests
{
    private static readonly LogitsBatch s_batch = LogitsBatch.Draw([2, 3, 5], seed: 30).Rounded<float, Half>();

    private static Tensor<float> Student => s_batch.Student.To<float>(s_batch.Lengths);

    private static Tensor<Half> Teacher => s_batch.Teacher.To<Half>(s_batch.Lengths);

    [Fact]
    public void The_module_gives_what_the_functions_give()
    {
        DistillationLoss module = new(new(temperature: 2, beta: 0.1));
        float[] gradient = new float[30];
        Half[] ofTeacher = new Half[30];
        double loss = Distillation.LossAndGradient<float, Half>(
            s_batch.Student.To<float>(), s_batch.Teacher.To<Half>(), gradient, ofTeacher, options: new(temperature: 2, beta: 0.1, upstream: 3), lengths: s_batch.Lengths);
        Assert.Equal([(float)loss], module.Forward(Student, Teacher));
        Assert.Equal(gradient.ToDoubles(), module.Backward(Student, Teacher, upstream: Tensor.Create<float>([3])).ToDoubles());
        Assert.Equal(ofTeacher.ToDoubles(), module.BackwardTeacher(Student, Teacher, upstream: Tensor.Create<float>([3])).ToDoubles());
        Assert.Equal((2.0, 0.1, true, RowReduction.Mean), (module.Options.Temperature, module.Options.Beta, module.Options.ScaleByTemperature, module.Options.Reduction));
        (Tensor<float> together, Tensor<float> ofStudent) = module.LossAndGradient(Student, Teacher, upstream: Tensor.Create<float>([3]));
        Assert.Equal([(float)loss], together);
        Assert.Equal(gradient.ToDoubles(), ofStudent.ToDoubles());
    }

    [Fact]
    public void Without_reduction_there_is_a_loss_for_each_row_in_their_shape()
    {
        DistillationLoss module = new(new(scaleByTemperature: false, reduction: RowReduction.None));
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
        var module = new DistillationLoss(new(temperature: 2, reduction: RowReduction.None));
        Tensor<float> student = Tensor.Create<float>([1, 2, 3, 0, 5, 1, float.NaN, 1], [4, 2]), teacher = Tensor.Create<float>([1, 1, 0, 2, 3, 1, 0, 0], [4, 2]);

        Tensor<float> ones = module.Backward(student, teacher, Tensor.Create<float>([1, 1, 1, 0]));
        Tensor<float> gradient = module.Backward(student, teacher, Tensor.Create<float>([-1, 2, 0.5f, 0]), rowWeights: [1, 3, 0, 1]);

        Assert.Equal([-ones[0, 0], -ones[0, 1], 6 * ones[1, 0], 6 * ones[1, 1], 0, 0, 0, 0], gradient, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(-ones[0, 0], module.Backward(Tensor.Create<float>([1, 2], [2]), Tensor.Create<float>([1, 1], [2]), Tensor.Create<float>([-1]))[0]);
    }

    [Fact]
    public void As_many_upstreams_as_rows_flow_into_a_module_without_reduction()
    {
        Tensor<float> logits = Tensor.Create<float>([1, 2, 3, 0], [2, 2]);
        var none = new DistillationLoss(new(reduction: RowReduction.None));

        Assert.Equal(
            "the loss has shape [2], upstream has shape [3]; they must be equal. (Parameter 'upstream')",
            Assert.Throws<ArgumentException>(() => none.Backward(logits, logits, Tensor.Create<float>([1, 2, 3]))).Message);
        Assert.Equal(
            "the loss has shape [1], upstream has shape [2]; they must be equal. (Parameter 'upstream')",
            Assert.Throws<ArgumentException>(() => new DistillationLoss().Backward(logits, logits, Tensor.Create<float>([1, 2]))).Message);
        Assert.Equal(
            "upstream has Infinity for row 1; it must be finite. (Parameter 'upstream')",
            Assert.Throws<ArgumentException>(() => none.Backward(logits, logits, Tensor.Create<float>([1, float.PositiveInfinity]))).Message);
    }

    [Fact]
    public void Classes_may_lie_along_any_axis()
    {
        // Rows of 5 classes, turned so that these lie along the middle axis.
        Tensor<float> student = Turned(Student), gradient = new DistillationLoss(new(beta: 0.3)).Backward(Student, Teacher, rowWeights: [1, 2, 0, 1, 1, 3]);
        Tensor<Half> teacher = Turned(Teacher);
        foreach (RowReduction reduction in Enum.GetValues<RowReduction>())
        {
            DistillationLoss last = new(new(beta: 0.3, reduction: reduction)), middle = new(new(beta: 0.3, reduction: reduction), axis: 1);
            (Tensor<float> loss, Tensor<float> slope) = middle.LossAndGradient(student, teacher, rowWeights: [1, 2, 0, 1, 1, 3]);
            (Tensor<float> expected, Tensor<float> expectedSlope) = last.LossAndGradient(Student, Teacher, rowWeights: [1, 2, 0, 1, 1, 3]);
            Assert.Equal(expected.Lengths.ToArray(), loss.Lengths.ToArray());
            Assert.Equal(expected.ToDoubles(), loss.ToDoubles());
            Assert.Equal(Turned(expectedSlope).ToDoubles(), slope.ToDoubles());
        }

        Assert.Equal(Turned(gradient).ToDoubles(), new DistillationLoss(new(beta: 0.3), axis: -2).Backward(student, teacher, rowWeights: [1, 2, 0, 1, 1, 3]).ToDoubles());
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationLoss(axis: 3).Forward(Student, Teacher));

        static Tensor<T> Turned<T>(Tensor<T> tensor) => Tensor.Create(Tensor.PermuteDimensions(tensor, [0, 2, 1]).ToArray(), [2, 5, 3]);
    }

    [Fact]
    public void What_cannot_be_is_refused_when_the_module_is_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationLoss(new(temperature: -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationLoss(new(beta: 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistillationLoss(new(reduction: (RowReduction)9)));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss().Forward<float, float>(null!, Student));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss(new(reduction: RowReduction.None)).Forward<float, float>(null!, Student));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss().Backward<float, float>(null!, Student));
        Assert.Throws<ArgumentNullException>(() => new DistillationLoss().BackwardTeacher<float, float>(Student, null!));
    }
}
