using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using KLDiv.Tests.Golden;

namespace KLDiv.Tests.Distilling;

/// <summary>Rows whose classes lie on several ranks.</summary>
public sealed class ShardedDistillationTests
{
    public static TheoryData<LogitsCase> Cases => [.. LogitsCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Split_at_every_place_rows_have_the_recorded_losses_and_gradients(LogitsCase recorded)
    {
        int classes = (int)recorded.Lengths[1];
        for (int cut = 0; cut <= classes; cut++)
        {
            int[] cuts = [0, cut, classes];
            Check<float>(recorded, cuts, 1e-6);
            Check<double>(recorded, cuts, 1e-12);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void Many_ranks_give_what_one_gives(double beta)
    {
        foreach (double distance in (double[])[1e-6, 1e-3, 1])
        {
            LogitsBatch batch = LogitsBatch.Draw([3, 9000], seed: 20, distance: distance).Rounded<float, float>() with { Beta = beta, Temperature = 1.3 };
            LogitsOutcome whole = batch.Run();
            Sharded<double> sharded = Run<double>(batch, [0, 1, 7, 4096, 4098, 8200, 9000]);
            Close.Equal(whole.Sum, sharded.Losses[0], 1e-12 * whole.Sum, $"distance {distance}");
            Assert.All(sharded.Losses, loss => Assert.Equal(sharded.Losses[0], loss));
            Close.EqualBesideTheLargest(whole.StudentGradient, sharded.StudentGradient, 1e-12, "student");
            Close.EqualBesideTheLargest(whole.TeacherGradient, sharded.TeacherGradient, 1e-12, "teacher");
        }
    }

    [Fact]
    public void Ranks_may_hold_classes_of_one_side_only_or_none()
    {
        double[] student = [1, 2, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity, 0.5];
        double[] teacher = [1.5, 1, double.NegativeInfinity, double.NegativeInfinity, 3, double.NegativeInfinity];
        foreach (double beta in (double[])[0, 0.5, 1])
        {
            foreach (int[] cuts in (int[][])[[0, 2, 4, 6], [0, 2, 4, 5, 6], [0, 1, 5, 6], [0, 4, 5, 6]])
            {
                LogitsBatch batch = new([1, 6], student, teacher) { Beta = beta };
                Assert.Equal(beta == 0.5 ? batch.Run().Sum : double.PositiveInfinity, Run<double>(batch, cuts).Losses[0], 14);
                LogitsBatch oneSided = new([1, 6], student, [1.5, 1, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity]) { Beta = beta };
                Assert.Equal(oneSided.Run().Sum, Run<double>(oneSided, cuts).Losses[0], 14);
            }
        }
    }

    [Fact]
    public void States_merge_in_any_grouping_and_survive_as_bytes()
    {
        LogitsBatch batch = LogitsBatch.Draw([1, 90], seed: 21, distance: 1e-5);
        DistillationState[] parts = [.. Enumerable.Range(0, 9).Select(i => State(batch, i * 10, (i + 1) * 10))];
        DistillationState leftToRight = parts.Aggregate((left, right) => left + right);
        DistillationState inPairs = parts[0] + (parts[1] + parts[2]) + (parts[3] + (parts[4] + (parts[5] + parts[6]))) + (parts[7] + parts[8]);
        DistillationState withNone = default(DistillationState) + leftToRight + default(DistillationState);
        DistillationState sent = MemoryMarshal.Read<DistillationState>(MemoryMarshal.AsBytes(new ReadOnlySpan<DistillationState>(in leftToRight)).ToArray());
        double forward = batch.Run().Sum, reverse = (batch with { Beta = 1 }).Run().Sum;
        byte[] bytes = new byte[DistillationState.Size];
        leftToRight.Write(bytes);
        DistillationState read = DistillationState.Read(bytes), ofJson = JsonSerializer.Deserialize<DistillationState>(JsonSerializer.Serialize(leftToRight));
        SameBytes(leftToRight, read);
        SameBytes(leftToRight, ofJson);
        foreach (DistillationState state in (DistillationState[])[leftToRight, inPairs, withNone, sent, read])
        {
            Close.Equal(forward, state.Forward, 1e-12 * forward, "forward");
            Close.Equal(reverse, state.Reverse, 1e-12 * reverse, "reverse");
        }
    }

    [Fact]
    public void What_ranks_exchange_is_read_back_to_the_bit_or_refused()
    {
        LogitsBatch batch = LogitsBatch.Draw([1, 90], seed: 22) with { Beta = 0.5 };
        DistillationState state = State(batch, 0, 90);
        DistillationMixture[] mixture = new DistillationMixture[1];
        new ShardedDistillation(new(beta: 0.5)).Mixtures<double, double>(batch.Student, batch.Teacher, [state], mixture);
        byte[] bytes = new byte[DistillationMixture.Size];
        mixture[0].Write(bytes);
        DistillationState with = state.With(DistillationMixture.Read(bytes));
        SameBytes(state.With(mixture[0]), with);
        SameBytes(with, JsonSerializer.Deserialize<DistillationState>(JsonSerializer.Serialize(with)));
        Assert.Equal(mixture[0].Teacher, JsonSerializer.Deserialize<DistillationMixture>(JsonSerializer.Serialize(mixture[0])).Teacher);

        byte[] ofState = new byte[DistillationState.Size];
        state.Write(ofState);
        Assert.Throws<ArgumentException>(() => DistillationState.Read(ofState.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => state.Write(ofState.AsSpan(1)));
        ofState.AsSpan(0, 8).Fill(0xFF);
        Assert.Throws<FormatException>(() => DistillationState.Read(ofState));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DistillationState>("\"AAAA\""));
    }

    [Fact]
    public void Slices_of_tensors_along_any_axis_are_those_of_flat_memory()
    {
        foreach (double beta in (double[])[0, 0.4, 1])
        {
            LogitsBatch batch = LogitsBatch.Draw([4, 6], seed: 23);
            ShardedDistillation sharded = new(new(beta: beta));
            DistillationState[] states = new DistillationState[4], turned = new DistillationState[4];
            DistillationMixture[] mixtures = new DistillationMixture[4], turnedMixtures = new DistillationMixture[4];
            Tensor<double> student = Turned(batch.Student), teacher = Turned(batch.Teacher), gradient = Tensor.CreateFromShape<double>([6, 4]);
            sharded.States<double, double>(batch.Student, batch.Teacher, states, lengths: batch.Lengths);
            sharded.States(student, teacher, turned, axis: 0);
            if (beta == 0.4)
            {
                sharded.Mixtures<double, double>(batch.Student, batch.Teacher, states, mixtures, lengths: batch.Lengths);
                sharded.Mixtures(student, teacher, turned, turnedMixtures, axis: 0);
                states = [.. states.Zip(mixtures, (state, mixture) => state.With(mixture))];
                turned = [.. turned.Zip(turnedMixtures, (state, mixture) => state.With(mixture))];
            }

            double[] flat = new double[24];
            Assert.Equal(
                sharded.LossAndGradient<double, double>(batch.Student, batch.Teacher, states, flat, lengths: batch.Lengths),
                sharded.LossAndGradient(student, teacher, turned, gradient, axis: 0));
            Assert.Equal(flat, Turned(gradient.ToArray(), 6).ToArray());
        }

        static Tensor<double> Turned(double[] rows, int count = 4) =>
            Tensor.Create([.. Enumerable.Range(0, 24).Select(i => rows[(i % count * (24 / count)) + (i / count)])], [24 / count, count]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        double[] row = [1, 2, 3, 4];
        DistillationState[] cold = new DistillationState[2], warm = new DistillationState[2];
        new ShardedDistillation().States<double, double>(row, row, cold, lengths: [2, 2]);
        new ShardedDistillation(new(temperature: 2)).States<double, double>(row, row, warm, lengths: [2, 2]);
        Assert.Equal(
            "The states are of the temperatures 1 and 2; they must be equal. (Parameter 'other')",
            Assert.Throws<ArgumentException>(() => cold[0] + warm[0]).Message);
        Assert.Equal(
            "states has 2 elements, student of shape [4] has 1 rows; they must be equal. (Parameter 'states')",
            Assert.Throws<ArgumentException>(() => new ShardedDistillation().LossAndGradient<double, double>(row, row, cold, default)).Message);
        Assert.Equal(
            "states[1] is of the temperature 2; it must be 1. (Parameter 'states')",
            Assert.Throws<ArgumentException>(() => new ShardedDistillation().LossAndGradient<double, double>(row, row, [cold[0], warm[0]], default, lengths: [2, 2])).Message);
        Assert.Equal(
            "states[0] lacks the shares in the mixture: add up what Mixtures gives on all ranks, and hand it to With. (Parameter 'states')",
            Assert.Throws<ArgumentException>(() => new ShardedDistillation(new(beta: 0.5)).LossAndGradient<double, double>(row, row, cold, default, lengths: [2, 2])).Message);
        Assert.Throws<InvalidOperationException>(() => new ShardedDistillation(new(beta: 1)).Mixtures<double, double>(row, row, cold, new DistillationMixture[2], lengths: [2, 2]));
        double[] suppressed = [double.NegativeInfinity, double.NegativeInfinity];
        new ShardedDistillation().States<double, double>(suppressed, suppressed, cold.AsSpan(0, 1));
        Assert.Equal(
            "student has no finite logit in row 0; there is no softmax of it. (Parameter 'student')",
            Assert.Throws<ArgumentException>(() => new ShardedDistillation().LossAndGradient<double, double>(suppressed, suppressed, cold.AsSpan(0, 1), default)).Message);
        Assert.Equal(double.NaN, cold[0].Forward);
    }

    private static void Check<T>(LogitsCase recorded, int[] cuts, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LogitsBatch batch = new(recorded.Lengths, recorded.FlatStudent, recorded.FlatTeacher) { Beta = recorded.Beta, Temperature = recorded.Temperature };
        Sharded<T> sharded = Run<T>(batch, cuts);
        Close.Equal(recorded.Rows.Sum(), sharded.Losses[0], tolerance * recorded.Rows.Sum(), $"cut at {cuts[1]}");
        double[][] gradients = [.. sharded.StudentGradient.Chunk(batch.Classes)];
        for (int row = 0; row < batch.Rows; row++)
        {
            if (recorded.GradStudentRows?[row] is { } expected)
            {
                Close.EqualBesideTheLargest(expected, gradients[row], tolerance, $"cut at {cuts[1]}, row {row}");
            }
        }
    }

    /// <summary>Plays all ranks: each sees its slice, and the states of all.</summary>
    private static Sharded<T> Run<T>(LogitsBatch batch, int[] cuts)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Slice<T>[] slices = [.. cuts.Zip(cuts.Skip(1), (from, to) => new Slice<T>(batch, from, to))];
        ShardedDistillation sharded = new(new(batch.Temperature, batch.Beta, scaleByTemperature: false, RowReduction.Sum));
        DistillationState[] states = new DistillationState[batch.Rows];
        foreach (Slice<T> slice in slices)
        {
            DistillationState[] own = new DistillationState[batch.Rows];
            sharded.States<T, T>(slice.Student, slice.Teacher, own, lengths: slice.Lengths);
            states = [.. states.Zip(own, (left, right) => left + right)];
        }

        DistillationMixture[] mixtures = new DistillationMixture[batch.Rows];
        foreach (Slice<T> slice in batch.Beta is 0 or 1 ? [] : slices)
        {
            DistillationMixture[] own = new DistillationMixture[batch.Rows];
            sharded.Mixtures<T, T>(slice.Student, slice.Teacher, states, own, lengths: slice.Lengths);
            mixtures = [.. mixtures.Zip(own, (left, right) => left + right)];
        }

        DistillationState[] whole = batch.Beta is 0 or 1 ? states : [.. states.Zip(mixtures, (state, mixture) => state.With(mixture))];
        double[] losses = [.. slices.Select(slice => sharded.LossAndGradient<T, T>(
            slice.Student, slice.Teacher, whole, slice.StudentGradient, slice.TeacherGradient, lengths: slice.Lengths))];
        return new(
            losses,
            [.. Enumerable.Range(0, batch.Rows).SelectMany(row => slices.SelectMany(slice => slice.Row(slice.StudentGradient, row)))],
            [.. Enumerable.Range(0, batch.Rows).SelectMany(row => slices.SelectMany(slice => slice.Row(slice.TeacherGradient, row)))]);
    }

    private static void SameBytes(DistillationState expected, DistillationState found)
    {
        byte[] bytes = new byte[DistillationState.Size], others = new byte[DistillationState.Size];
        expected.Write(bytes);
        found.Write(others);
        Assert.Equal(bytes, others);
    }

    private static DistillationState State(LogitsBatch batch, int from, int to)
    {
        DistillationState[] state = new DistillationState[1];
        new ShardedDistillation().States<double, double>(batch.Student.AsSpan(from, to - from), batch.Teacher.AsSpan(from, to - from), state);
        return state[0];
    }

    private sealed record Sharded<T>(double[] Losses, double[] StudentGradient, double[] TeacherGradient);

    private sealed class Slice<T>(LogitsBatch batch, int from, int to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public nint[] Lengths { get; } = [batch.Rows, to - from];

        public T[] Student { get; } = Of(batch.Student, batch, from, to);

        public T[] Teacher { get; } = Of(batch.Teacher, batch, from, to);

        public T[] StudentGradient { get; } = new T[batch.Rows * (to - from)];

        public T[] TeacherGradient { get; } = new T[batch.Rows * (to - from)];

        public double[] Row(T[] values, int row) => values.AsSpan(row * (to - from), to - from).ToArray().ToDoubles();

        private static T[] Of(double[] values, LogitsBatch batch, int from, int to) =>
            values.Chunk(batch.Classes).SelectMany(row => row[from..to]).ToArray().To<T>();
    }
}
