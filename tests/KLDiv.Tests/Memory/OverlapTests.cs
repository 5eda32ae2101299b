using System.Numerics.Tensors;

namespace KLDiv.Tests.Memory;

/// <summary>Which memory an output may share.</summary>
public sealed class OverlapTests
{
    private const int Count = 40;

    private readonly float[] _input = [.. Enumerable.Range(0, 2 * Count).Select(i => -0.1f * (i + 1))];
    private readonly float[] _target = [.. Enumerable.Range(0, 2 * Count).Select(i => 0.01f * (i + 1))];
    private readonly float[] _other = new float[4 * Count];
    private readonly double[] _doubles = [.. Enumerable.Range(0, Count).Select(i => 0.5 + (i * 0.01))];

    public static TheoryData<bool, bool> Gradients => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Gradients))]
    public void A_gradient_may_be_written_exactly_over_its_operand(bool logTarget, bool strided)
    {
        nint[] lengths = [5, 4], strides = strided ? [8, 2] : [4, 1];
        float[] inputGradient = new float[2 * Count], targetGradient = new float[2 * Count];
        double expected = KLDivergence.LossAndGradient(
            View(_input, lengths, strides), View(_target, lengths, strides), View(inputGradient, lengths, strides), View(targetGradient, lengths, strides),
            new(Reduction.Sum, logTarget));

        double loss = KLDivergence.LossAndGradient(
            View(_input, lengths, strides), View(_target, lengths, strides), View(_input, lengths, strides), View(_target, lengths, strides),
            new(Reduction.Sum, logTarget));

        Assert.Equal(expected, loss);
        Assert.Equal(Flat(View(inputGradient, lengths, strides)), Flat(View(_input, lengths, strides)));
        Assert.Equal(Flat(View(targetGradient, lengths, strides)), Flat(View(_target, lengths, strides)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(Count - 1)]
    [InlineData(1 - Count)]
    public void A_gradient_over_part_of_its_operand_is_refused(int shift)
    {
        int start = Count - Math.Abs(shift) > 0 && shift < 0 ? -shift : 0;
        AssertRefused("inputGradient overlaps input in part; it may be exactly the same memory or share none.", () => KLDivergence.InputGradient<float, float>(
            _input.AsSpan(start, Count), _target.AsSpan(0, Count), _input.AsSpan(start + shift, Count)));
        AssertRefused("targetGradient overlaps target in part; it may be exactly the same memory or share none.", () => KLDivergence.TargetGradient<float, float>(
            _input.AsSpan(0, Count), _target.AsSpan(start, Count), _target.AsSpan(start + shift, Count)));
    }

    [Theory]
    [InlineData(Count)]
    [InlineData(-Count)]
    public void Memory_side_by_side_does_not_overlap(int shift)
    {
        int start = Math.Max(0, -shift);
        float[] expected = new float[Count];
        KLDivergence.InputGradient<float, float>(_input.AsSpan(start, Count), _target.AsSpan(0, Count), expected);

        KLDivergence.InputGradient<float, float>(_input.AsSpan(start, Count), _target.AsSpan(0, Count), _input.AsSpan(start + shift, Count));

        Assert.Equal(expected, _input[(start + shift)..(start + shift + Count)]);
    }

    [Fact]
    public void A_gradient_over_its_operand_in_another_order_is_refused()
    {
        nint[] lengths = [5, 5];
        AssertRefused("inputGradient overlaps input in part; it may be exactly the same memory or share none.", () => KLDivergence.InputGradient<float, float>(
            View(_input, lengths, [5, 1]), View(_target, lengths, [5, 1]), View(_input, lengths, [1, 5])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_gradient_over_another_operand_is_refused(int shift)
    {
        AssertRefused("inputGradient overlaps target; they must not share memory.", () => KLDivergence.InputGradient<float, float>(
            _input.AsSpan(1, Count), _target.AsSpan(1, Count), _target.AsSpan(1 + shift, Count)));
        AssertRefused("targetGradient overlaps input; they must not share memory.", () => KLDivergence.TargetGradient<float, float>(
            _input.AsSpan(1, Count), _target.AsSpan(1, Count), _input.AsSpan(1 + shift, Count)));
        AssertRefused("inputGradient overlaps upstream; they must not share memory.", () => KLDivergence.InputGradient<float, float, float>(
            _input.AsSpan(1, Count), _target.AsSpan(1, Count), _other.AsSpan(1, Count), _other.AsSpan(1 + shift, Count)));
        AssertRefused("targetGradient overlaps rowWeights; they must not share memory.", () => KLDivergence.TargetGradient<float, double>(
            _input.AsSpan(0, Count / 2), new double[Count / 2], _doubles.AsSpan(1 + shift, Count / 2), rowWeights: _doubles.AsSpan(1, 10), lengths: [10, 2]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Losses_over_anything_that_is_read_are_refused(int shift)
    {
        AssertRefused("destination overlaps input; they must not share memory.", () => KLDivergence.Pointwise<float, float, float>(
            _input.AsSpan(1, Count), _target.AsSpan(1, Count), _input.AsSpan(1 + shift, Count)));
        AssertRefused("destination overlaps target; they must not share memory.", () => KLDivergence.Pointwise<float, float, float>(
            _input.AsSpan(1, Count), _target.AsSpan(1, Count), _target.AsSpan(1 + shift, Count)));
        AssertRefused("destination overlaps upstream; they must not share memory.", () => KLDivergence.PointwiseAndGradient<float, float, float, float>(
            _input.AsSpan(1, Count), _target.AsSpan(1, Count), _other.AsSpan(1, Count), _other.AsSpan(1 + shift, Count), default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Outputs_over_each_other_are_refused(int shift)
    {
        AssertRefused("targetGradient overlaps inputGradient; they must not share memory.", () => KLDivergence.LossAndGradient<float, float>(
            _input.AsSpan(0, Count), _target.AsSpan(0, Count), _other.AsSpan(1, Count), _other.AsSpan(1 + shift, Count)));
        AssertRefused("inputGradient overlaps destination; they must not share memory.", () => KLDivergence.PointwiseAndGradient<float, float, float, float>(
            _input.AsSpan(0, Count), _target.AsSpan(0, Count), _target.AsSpan(0, Count), _other.AsSpan(1, Count), _other.AsSpan(1 + shift, Count)));
        AssertRefused("targetGradient overlaps destination; they must not share memory.", () => KLDivergence.PointwiseAndGradient<float, float, float, float>(
            _input.AsSpan(0, Count), _target.AsSpan(0, Count), _target.AsSpan(0, Count), _other.AsSpan(1, Count), default, _other.AsSpan(1 + shift, Count)));
    }

    [Fact]
    public void Row_sums_over_anything_that_is_read_are_refused()
    {
        double[] input = new double[Count], weights = new double[10];
        AssertRefused("destination overlaps input; they must not share memory.", () => KLDivergence.PerRow<double, float>(
            input, _target.AsSpan(0, Count), input.AsSpan(30, 10), lengths: [10, 4]));
        AssertRefused("destination overlaps target; they must not share memory.", () => KLDivergence.PerRow<float, double>(
            _input.AsSpan(0, Count), input, input.AsSpan(0, 10), lengths: [10, 4]));
        AssertRefused("destination overlaps rowWeights; they must not share memory.", () => KLDivergence.PerRow<float, float>(
            _input.AsSpan(0, Count), _target.AsSpan(0, Count), weights, rowWeights: weights, lengths: [10, 4]));
    }

    [Fact]
    public void Slices_of_the_columns_of_one_matrix_do_not_overlap()
    {
        nint[] lengths = [5, 3], strides = [12, 1];
        float[] matrix = new float[60];
        _input.AsSpan(0, 60).CopyTo(matrix);
        float[] losses = new float[15], gradient = new float[15];
        KLDivergence.Pointwise<float, float, float>(View(_input, lengths, strides), View(_target, lengths, strides), View(losses, lengths, [3, 1]));
        KLDivergence.InputGradient<float, float>(View(_input, lengths, strides), View(_target, lengths, strides), View(gradient, lengths, [3, 1]), Reduction.Sum);

        KLDivergence.Pointwise<float, float, float>(View(matrix, lengths, strides), View(_target, lengths, strides), View(matrix.AsSpan(3), lengths, strides));
        KLDivergence.InputGradient<float, float>(View(matrix, lengths, strides), View(_target, lengths, strides), View(matrix.AsSpan(9), lengths, strides), Reduction.Sum);

        Assert.Equal(losses, Flat(View(matrix.AsSpan(3), lengths, strides)));
        Assert.Equal(gradient, Flat(View(matrix.AsSpan(9), lengths, strides)));
        Assert.Equal(_input[6..9], matrix[6..9]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(13)]
    public void Slices_of_columns_that_share_a_column_overlap(int shift)
    {
        nint[] lengths = [3, 3], strides = [12, 1];
        AssertRefused("destination overlaps input; they must not share memory.", () => KLDivergence.Pointwise<float, float, float>(
            View(_input, lengths, strides), View(_target, lengths, strides), View(_input.AsSpan(shift), lengths, strides)));
    }

    [Fact]
    public void Every_other_element_and_those_between_do_not_overlap()
    {
        nint[] lengths = [Count / 2], strides = [2];
        float[] expected = new float[Count / 2];
        KLDivergence.Pointwise<float, float, float>(View(_input, lengths, strides), View(_target, lengths, strides), View(expected, lengths, [1]));

        KLDivergence.Pointwise<float, float, float>(View(_input, lengths, strides), View(_target, lengths, strides), View(_input.AsSpan(1), lengths, strides));

        Assert.Equal(expected, Flat(View(_input.AsSpan(1), lengths, strides)));
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 1)]
    public void Outputs_whose_elements_share_memory_are_refused(int rowStride, int columnStride, int dimension)
    {
        nint[] lengths = [4, 5], strides = [rowStride, columnStride];
        AssertRefused($"destination has stride 0 in dimension {dimension}; its elements must not share memory.", () => KLDivergence.Pointwise<float, float, float>(
            View(_input, lengths, [5, 1]), View(_target, lengths, [5, 1]), View(_other, lengths, strides)));
        AssertRefused($"inputGradient has stride 0 in dimension {dimension}; its elements must not share memory.", () => KLDivergence.InputGradient<float, float>(
            View(_input, lengths, strides), View(_target, lengths, [5, 1]), View(_input, lengths, strides)));
    }

    [Fact]
    public void Operands_may_share_memory_with_each_other()
    {
        Assert.Equal(
            KLDivergence.Loss<float, float>(_target, (float[])_target.Clone()),
            KLDivergence.Loss<float, float>(_target, _target));
    }

    private static TensorSpan<float> View(Span<float> memory, nint[] lengths, nint[] strides) => new(memory, lengths, strides);

    private static float[] Flat(TensorSpan<float> view)
    {
        float[] elements = new float[view.FlattenedLength];
        view.FlattenTo(elements);
        return elements;
    }

    private static void AssertRefused(string message, Action call)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(call);
        Assert.Equal($"{message} (Parameter '{message.Split(' ')[0]}')", refusal.Message);
    }
}
