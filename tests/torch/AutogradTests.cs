using TorchSharp;
using static TorchSharp.torch;

namespace KLDiv.TorchSharp.Tests;

[Collection("torch")]
public sealed class AutogradTests
{
    private static Tensor Student => randn([6, 5], ScalarType.Float64, generator: new Generator(1));

    private static Tensor Teacher => randn([6, 5], ScalarType.Float64, generator: new Generator(2));

    [Fact]
    public void A_kept_graph_gives_the_same_gradient_each_time()
    {
        using Tensor student = Student.requires_grad_();
        using Tensor loss = TorchLosses.DistillationLoss(student, Teacher);
        loss.backward(retain_graph: true);
        using Tensor once = student.grad!.clone();
        loss.backward(retain_graph: true);
        loss.backward();
        Assert.True(student.grad!.allclose(once * 3, 1e-14, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Second_derivatives_are_those_of_torchs_operators(double beta)
    {
        double[] Second(bool usesTorch)
        {
            using Switch _ = new(usesTorch);
            Tensor student = Student.requires_grad_();
            Tensor loss = TorchLosses.DistillationLoss(student, Teacher, new(2, beta));
            Tensor gradient = autograd.grad([loss], [student], retain_graph: true, create_graph: true)[0];
            gradient.square().sum().backward();
            return [.. student.grad!.data<double>()];
        }

        double[] expected = Second(usesTorch: true);
        Assert.Contains(expected, number => number != 0);
        Assert.All(expected.Zip(Second(usesTorch: false)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_transposed_tensor_and_a_slice_are_read_as_they_lie()
    {
        using Tensor student = Student.t().requires_grad_();
        using Tensor loss = TorchLosses.DistillationLoss(student[1..4], Teacher.t()[1..4], dim: 0);
        using Tensor copied = TorchLosses.DistillationLoss(student[1..4].t().contiguous(), Teacher.t()[1..4].t().contiguous());
        Assert.Equal(copied.item<double>(), loss.item<double>());
        Assert.NotEqual(0, loss.item<double>());
    }

    [Fact]
    public void An_operand_that_changed_before_backward_is_an_exception_that_can_be_caught()
    {
        using Tensor leaf = Student.requires_grad_();
        using Tensor student = leaf * 1;
        using Tensor loss = TorchLosses.DistillationLoss(student, Teacher);
        student.add_(1);
        Assert.ThrowsAny<Exception>(() => loss.backward());
        Assert.Contains("modified", TorchLosses.BackwardFailure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_followed_without_a_gradient()
    {
        using Tensor student = Student.requires_grad_();
        using (no_grad())
        {
            Assert.False(TorchLosses.DistillationLoss(student, Teacher).requires_grad);
        }

        using (inference_mode())
        {
            Assert.False(TorchLosses.DistillationLoss(Student, Teacher).requires_grad);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Narrow_types_come_back_as_they_were(ScalarType type)
    {
        using Tensor student = Student.to(type).requires_grad_();
        using Tensor loss = TorchLosses.DistillationLoss(student, Teacher.to(type));
        loss.backward();
        Assert.Equal((type, type), (loss.dtype, student.grad!.dtype));
        using Tensor exact = TorchLosses.DistillationLoss(student.detach().to(ScalarType.Float64), Teacher.to(type).to(ScalarType.Float64));
        Assert.Equal(exact.item<double>(), loss.to(ScalarType.Float64).item<double>(), 1e-2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_of_weight_0_is_not_read(bool usesTorch)
    {
        using Switch _ = new(usesTorch);
        using Tensor values = Student;
        values[2] = double.NaN;
        using Tensor student = values.requires_grad_();
        using Tensor loss = TorchLosses.DistillationLoss(student, Teacher, rowWeights: tensor([true, true, false, true, true, true]));
        loss.backward();
        Assert.True(double.IsFinite(loss.item<double>()));
        Assert.True(student.grad![2].eq(0).all().item<bool>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Suppressed_classes_leave_loss_and_gradient_finite(bool usesTorch)
    {
        using Switch _ = new(usesTorch);
        using Tensor logits = Student;
        logits[TensorIndex.Ellipsis, 3] = double.NegativeInfinity;
        using Tensor student = logits.requires_grad_();
        using Tensor teacher = Teacher;
        teacher[TensorIndex.Ellipsis, 3] = double.NegativeInfinity;
        using Tensor loss = TorchLosses.DistillationLoss(student, teacher);
        loss.backward();
        Assert.True(double.IsFinite(loss.item<double>()));
        Assert.True(student.grad!.isfinite().all().item<bool>());
    }
}
