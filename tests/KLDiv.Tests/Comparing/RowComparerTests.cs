using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using KLDiv.Simd;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Comparing;

/// <summary>Rows compared in public, beside what their definitions give.</summary>
[Collection(Widths.Name)]
public sealed class RowComparerTests
{
    private const double Beta = 0.3;

    public static TheoryData<RowKind, RowKind, double> Kinds
    {
        get
        {
            TheoryData<RowKind, RowKind, double> kinds = [];
            foreach (RowKind p in Enum.GetValues<RowKind>())
            {
                foreach (RowKind q in Enum.GetValues<RowKind>())
                {
                    kinds.Add(p, q, 1);
                    kinds.Add(p, q, 2.5);
                }
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_figure_is_what_its_definition_gives(RowKind kindP, RowKind kindQ, double temperature)
    {
        ComparisonOptions options = new() { PKind = kindP, QKind = kindQ, Temperature = temperature, Beta = Beta };
        Widths.ForEach(width =>
        {
            foreach (int classes in (int[])[1, 2, 7, 64, 1500])
            {
                double[] p = Numbers(kindP, classes, seed: classes), q = Numbers(kindQ, classes, seed: classes + 1);
                RowComparison comparison = new RowComparer(options).Compare<double, double>(p, q);
                Figures expected = new(Probabilities(p, kindP, temperature), Probabilities(q, kindQ, temperature));
                Near(expected.Forward, comparison.Forward);
                Near(expected.Reverse, comparison.Reverse);
                Near(expected.JensenShannon, comparison.JensenShannon);
                Near(expected.TotalVariation, comparison.TotalVariation);
                Near(expected.HellingerSquared, comparison.HellingerSquared);
                Assert.Equal(Math.Sqrt(comparison.HellingerSquared), comparison.Hellinger);
                Assert.Equal((expected.TopP, expected.TopQ), (comparison.P.Top, comparison.Q.Top));
                Near(expected.P[expected.TopP], comparison.P.TopProbability);
                Near(expected.Q[expected.TopQ], comparison.Q.TopProbability);
            }

            void Near(double expected, double found) => Assert.True(Math.Abs(expected - found) <= 1e-12, $"{expected} {found} at {width} bits");
        });
    }

    /// <summary>What tells whether a row is a distribution: of rows that are taken as they are, and of rows that are scaled.</summary>
    [Fact]
    public void The_sum_of_a_row_is_told_before_it_is_scaled()
    {
        foreach (int classes in (int[])[2, 7, 64, 1500])
        {
            double[] p = [.. Numbers(RowKind.Probs, classes, seed: 1).Select(x => 1.25 * x)], q = Numbers(RowKind.Probs, classes, seed: 2);
            foreach (DivergenceKind? kind in (DivergenceKind?[])[null, DivergenceKind.Forward, DivergenceKind.Reverse, DivergenceKind.JensenShannon])
            {
                foreach ((RowKind kindP, RowKind kindQ) in ((RowKind, RowKind)[])[(RowKind.LogProbs, RowKind.Probs), (RowKind.Counts, RowKind.Probs), (RowKind.Logits, RowKind.Counts)])
                {
                    double[] numbers = kindP == RowKind.Counts ? p : Array.ConvertAll(p, x => Math.Log(x) - (kindP == RowKind.LogProbs ? 0.3 : 0));
                    RowComparison found = new RowComparer(new() { PKind = kindP, QKind = kindQ, Divergence = kind }).Compare<double, double>(numbers, q);
                    Assert.Equal(kindP == RowKind.LogProbs ? 1.25 * Math.Exp(-0.3) : 1.25, found.P.Sum, 1e-12);
                    Assert.Equal(1, found.Q.Sum, 1e-12);
                }
            }
        }
    }

    [Theory]
    [InlineData(DivergenceKind.Forward)]
    [InlineData(DivergenceKind.Reverse)]
    [InlineData(DivergenceKind.JensenShannon)]
    public void One_divergence_alone_is_what_it_is_among_all(DivergenceKind kind)
    {
        foreach (bool isFast in (bool[])[false, true])
        {
            foreach (int classes in (int[])[3, 100, 5000])
            {
                float[] p = Floats(classes, seed: 1), q = [.. p.Zip(Floats(classes, seed: 2), (a, b) => a + (0.1f * b))];
                ComparisonOptions all = new() { Beta = Beta };
                RowComparison expected = new RowComparer(all).Compare<float, float>(p, q);
                RowComparison found = new RowComparer(all with { Divergence = kind, IsFast = isFast }).Compare<float, float>(p, q);
                double tolerance = isFast ? 2e-5 : 1e-12;
                Assert.Equal(expected.Of(kind), found.Of(kind), tolerance * expected.Of(kind));
                Assert.Equal(expected.TotalVariation, found.TotalVariation, tolerance);
                Assert.Equal(expected.Hellinger, found.Hellinger, tolerance);
                Assert.Equal((expected.P.Top, expected.Q.Top), (found.P.Top, found.Q.Top));
                Assert.All(Enum.GetValues<DivergenceKind>().Where(other => other != kind), other => Assert.True(double.IsNaN(found.Of(other))));
            }
        }
    }

    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-3)]
    [InlineData(1e-5)]
    [InlineData(1e-6)]
    public void Small_divergences_of_float_logits_keep_six_digits_both_ways(double noise)
    {
        const int Classes = 3000;
        Random random = new(3);
        float[] p = Floats(Classes, seed: 3), q = [.. p.Select(logit => (float)(logit + (noise * Normal.Draw(random))))];
        double[] wideP = [.. p.Select(x => (double)x)], wideQ = [.. q.Select(x => (double)x)];
        RowComparison found = new RowComparer().Compare<float, float>(p, q);
        Close(Distillation.Loss<double, double>(wideQ, wideP), found.Forward);
        Close(Distillation.Loss<double, double>(wideP, wideQ), found.Reverse);
        Close(Distillation.Loss<double, double>(wideQ, wideP, new(beta: 0.5)), found.JensenShannon);

        static void Close(double expected, double found)
        {
            Assert.True(expected > 0);
            Assert.Equal(expected, found, 1e-6 * expected);
        }
    }

    [Fact]
    public void Equal_rows_diverge_by_nothing_whatever_is_added_to_their_logits()
    {
        foreach (float offset in (float[])[0, 64, -1024])
        {
            float[] p = [.. Floats(777, seed: 5).Select(logit => MathF.Round(logit * 64) / 64)], q = [.. p.Select(logit => logit + offset)];
            RowComparison found = new RowComparer().Compare<float, float>(p, q);
            Assert.Equal((0, 0, 0, 0), (found.Forward, found.Reverse, found.JensenShannon, found.TotalVariation));
            Assert.Equal(0, found.Hellinger);
        }
    }

    [Fact]
    public void A_class_of_one_side_alone_makes_one_divergence_infinite_and_one_of_neither_side_counts_for_nothing()
    {
        double[] p = [1, 2, double.NegativeInfinity, double.NegativeInfinity], q = [1, double.NegativeInfinity, 0.5, double.NegativeInfinity];
        RowComparison found = new RowComparer().Compare<double, double>(p, q);
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (found.Forward, found.Reverse));
        Assert.InRange(found.JensenShannon, 0.1, Math.Log(2));
        found = new RowComparer().Compare<double, double>(p, [1, 2, 0.5, double.NegativeInfinity]);
        Assert.True(double.IsFinite(found.Forward));
        Assert.Equal(double.PositiveInfinity, found.Reverse);
    }

    [Fact]
    public void Rows_and_sums_of_classes_have_the_same_bits_on_any_number_of_threads_and_in_any_pieces()
    {
        const int Rows = 700, Classes = 1000;
        float[] p = Floats(Rows * Classes, seed: 7), q = [.. p.Zip(Floats(Rows * Classes, seed: 8), (a, b) => a + (0.3f * b))];
        double[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 5 / 4.0)];
        foreach (ComparisonOptions options in (ComparisonOptions[])[default, new() { Divergence = DivergenceKind.Reverse, IsFast = true }])
        {
            (RowComparison[] expected, ClassTotals totals) = Run(options with { MaxDegreeOfParallelism = 1 }, [Rows]);
            (RowComparison[] threaded, ClassTotals ofThreads) = Run(options with { MaxDegreeOfParallelism = 4 }, [Rows]);
            (RowComparison[] pieces, ClassTotals ofPieces) = Run(options, [1, 299, 400]);
            Assert.Equal(expected, threaded);
            Assert.Equal(expected, pieces);
            SameBits(totals, ofThreads);
            SameBits(totals, ofPieces);
            Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal(weights[row] == 0, double.IsNaN(expected[row].TotalVariation)));
        }

        (RowComparison[] Rows, ClassTotals Totals) Run(ComparisonOptions options, int[] lengths)
        {
            ClassTotals totals = new(Classes);
            RowComparison[] comparisons = new RowComparison[Rows];
            int start = 0;
            foreach (int count in lengths)
            {
                // Each piece into totals of its own, which are written down and read back.
                ClassTotals ofPiece = new(Classes);
                new RowComparer(options, ofPiece).Compare<float, float>(
                    p.AsSpan(start * Classes, count * Classes), q.AsSpan(start * Classes, count * Classes), comparisons.AsSpan(start, count),
                    weights.AsSpan(start, count), [count, Classes]);
                totals.Add(start == 0
                    ? ClassTotals.FromBytes(ofPiece.ToBytes())
                    : new ClassTotals(ofPiece.Terms, ofPiece.Infinite, ofPiece.P, ofPiece.Q));
                start += count;
            }

            return (comparisons, totals);
        }
    }

    [Fact]
    public void Sums_of_classes_are_those_of_the_side_and_the_divergence_that_they_are_named_for()
    {
        const int Rows = 20, Classes = 33;
        double[] p = [.. Floats(Rows * Classes, seed: 9)], q = [.. Floats(Rows * Classes, seed: 10)];
        foreach (DivergenceKind? kind in (DivergenceKind?[])[null, DivergenceKind.Forward, DivergenceKind.Reverse, DivergenceKind.JensenShannon])
        {
            ClassTotals totals = new(Classes);
            RowComparison[] rows = new RowComparison[Rows];
            new RowComparer(new() { Divergence = kind, Beta = Beta }, totals).Compare<double, double>(p, q, rows, default, [Rows, Classes]);
            Figures[] expected = [.. Enumerable.Range(0, Rows).Select(row => new Figures(
                Probabilities(p[(row * Classes)..((row + 1) * Classes)], RowKind.Logits, 1), Probabilities(q[(row * Classes)..((row + 1) * Classes)], RowKind.Logits, 1)))];
            for (int i = 0; i < Classes; i++)
            {
                Assert.Equal(expected.Sum(row => row.P[i]), ClassTotals.Probability(totals.P[i]), 1e-11);
                Assert.Equal(expected.Sum(row => row.Q[i]), ClassTotals.Probability(totals.Q[i]), 1e-11);
                Assert.Equal(expected.Sum(row => row.Term(i, kind ?? DivergenceKind.Forward)), ClassTotals.Nats(totals.Terms[i]), 1e-9);
            }

            Assert.Equal(rows.Sum(row => row.Of(kind ?? DivergenceKind.Forward)), totals.Terms.ToArray().Sum(ClassTotals.Nats), 1e-8);
        }
    }

    [Fact]
    public void Strided_tensors_and_every_pair_of_types_give_what_dense_doubles_give()
    {
        const int Rows = 6, Classes = 50;
        float[] p = [.. Floats(Rows * Classes, seed: 11).Select(x => MathF.Round(x * 8) / 8)], q = [.. Floats(Rows * Classes, seed: 12).Select(x => MathF.Round(x * 8) / 8)];
        RowComparison[] expected = Compared<double, double>();
        Assert.Equal(expected, Compared<float, Half>());
        Assert.Equal(expected, Compared<Half, double>());
        Assert.Equal(expected, Compared<float, float>());

        double[] apart = new double[2 * Rows * Classes];
        for (int i = 0; i < p.Length; i++)
        {
            apart[2 * i] = p[i];
        }

        RowComparison[] strided = new RowComparison[Rows];
        new RowComparer().Compare(
            new ReadOnlyTensorSpan<double>(apart, [2, 3, Classes], [3 * 2 * Classes, 2 * Classes, 2]),
            new ReadOnlyTensorSpan<float>(q, [2, 3, Classes]),
            strided);
        Assert.Equal(expected, strided);
        RowComparison[] ofTensors = new RowComparison[Rows];
        new RowComparer().Compare(Tensor.Create(p, [Rows, Classes]), Tensor.Create(q, [Rows, Classes]), ofTensors);
        Assert.Equal(expected, ofTensors);

        float[] turnedP = Turned(p), turnedQ = Turned(q);
        RowComparison[] alongAxis = new RowComparison[Rows];
        new RowComparer().Compare<float, float>(turnedP, turnedQ, alongAxis, default, [2, Classes, 3], axis: 1);
        Assert.Equal(expected, alongAxis);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowComparer().Compare<float, float>(p, q, new RowComparison[Rows], default, [Rows, Classes], axis: 2));

        static float[] Turned(float[] rows) =>
            [.. Enumerable.Range(0, rows.Length).Select(i => rows[(((i / (3 * Classes) * 3) + (i % 3)) * Classes) + (i / 3 % Classes)])];

        RowComparison[] Compared<TP, TQ>()
            where TP : unmanaged, IFloatingPointIeee754<TP>
            where TQ : unmanaged, IFloatingPointIeee754<TQ>
        {
            RowComparison[] comparisons = new RowComparison[Rows];
            new RowComparer().Compare<TP, TQ>(
                [.. p.Select(TP.CreateChecked)], [.. q.Select(TQ.CreateChecked)], comparisons, default, [Rows, Classes]);
            return comparisons;
        }
    }

    public static TheoryData<RowKind, double, double, string> Faults => new()
    {
        { RowKind.Logits, 1, double.NaN, "q has NaN for class 2 in row 1; the rows cannot be compared." },
        { RowKind.Logits, 1, double.PositiveInfinity, "q has Infinity for class 2 in row 1; the rows cannot be compared." },
        { RowKind.LogProbs, 1, 0.25, "q has 0.25 for class 2 in row 1; the rows cannot be compared." },
        { RowKind.Probs, 1, -0.5, "q has -0.5 for class 2 in row 1; the rows cannot be compared." },
        { RowKind.Probs, 1, 1.5, "q has 1.5 for class 2 in row 1; the rows cannot be compared." },
        { RowKind.Counts, 1, -0.5, "q has -0.5 for class 2 in row 1; the rows cannot be compared." },
        { RowKind.Probs, 2, -0.5, "q has -0.5 for class 2 in row 1; the rows cannot be compared." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_cannot_be_compared_is_named_with_row_class_and_value(RowKind kind, double temperature, double value, string message)
    {
        double[] p = [-1, -2, -3, -1, -2, -3], q = kind is RowKind.Probs or RowKind.Counts ? [0.1, 0.2, 0.7, 0.1, 0.2, value] : [-1, -2, -3, -1, -2, value];
        RowComparer comparer = new(new() { QKind = kind, Temperature = temperature });
        IncomparableRowException failure = Assert.Throws<IncomparableRowException>(() => comparer.Compare<double, double>(p, q, new RowComparison[2], default, [2, 3]));
        Assert.Equal((message, 1), (failure.Message, failure.Row));
        comparer.Compare<double, double>(p, q, new RowComparison[2], [1, 0], [2, 3]);
    }

    [Fact]
    public void A_row_without_a_softmax_is_named()
    {
        double none = double.NegativeInfinity;
        Assert.Equal(
            "p has no finite logit in row 0; the rows cannot be compared.",
            Assert.Throws<IncomparableRowException>(() => new RowComparer().Compare<double, double>([none, none], [1, 2])).Message);
        Assert.Equal(
            "q has no count above 0 in row 0; the rows cannot be compared.",
            Assert.Throws<IncomparableRowException>(() => new RowComparer(new() { QKind = RowKind.Counts }).Compare<double, double>([1, 2], [0, 0])).Message);
        Assert.Equal(
            "q has no probability above 0 in row 0; the rows cannot be compared.",
            Assert.Throws<IncomparableRowException>(() => new RowComparer(new() { QKind = RowKind.Probs, Temperature = 2 }).Compare<double, double>([1, 2], [0, 0])).Message);
    }

    [Fact]
    public void Shapes_weights_and_options_that_do_not_fit_are_refused()
    {
        RowComparer comparer = new(default, new ClassTotals(3));
        RowComparison[] two = new RowComparison[2];
        Message("p has rows of 2 classes, and the totals have 3; they must be equal. (Parameter 'p')", () => comparer.Compare<float, float>([1, 2], [1, 2]));
        Message("destination has 2 elements, p of shape [3] has 1 rows; they must be equal. (Parameter 'destination')", () => comparer.Compare<float, float>([1, 2, 3], [1, 2, 3], two));
        Message("p has shape [3], q has shape [2]; they must be equal. (Parameter 'q')", () => comparer.Compare<float, float>([1, 2, 3], [1, 2]));
        Message(
            "rowWeights[1] is 2; it must be at most 1: divide all weights by the largest. (Parameter 'rowWeights')",
            () => comparer.Compare<float, float>([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], two, [1, 2], [2, 3]));
        Message("p of shape [2, 0] has rows of 0 classes; from 1 to 1073741824 can be compared. (Parameter 'p')", () => new RowComparer().Compare<float, float>([], [], two, default, [2, 0]));
        new RowComparer().Compare<float, float>([], [], [], default, [0, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowComparer(new() { Temperature = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowComparer(new() { Beta = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowComparer(new() { Divergence = (DivergenceKind)3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowComparer(new() { PKind = (RowKind)4 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowComparer(new() { MaxDegreeOfParallelism = 0 }));
        Assert.Throws<ArgumentException>(() => new ClassTotals(3).Add(new ClassTotals(2)));
        Assert.Throws<ArgumentException>(() => new ClassTotals([1], [1], [1], [1, 2]));
        Assert.Throws<FormatException>(() => ClassTotals.FromBytes(new ClassTotals(3).ToBytes().AsSpan(1)));
        Assert.Equal(3, JsonSerializer.Deserialize<ClassTotals>(JsonSerializer.Serialize(new ClassTotals(3)))!.Count);

        static void Message(string message, Action call) => Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    private static void SameBits(ClassTotals expected, ClassTotals found)
    {
        Assert.Equal(expected.Terms.ToArray(), found.Terms.ToArray());
        Assert.Equal(expected.Infinite.ToArray(), found.Infinite.ToArray());
        Assert.Equal(expected.P.ToArray(), found.P.ToArray());
        Assert.Equal(expected.Q.ToArray(), found.Q.ToArray());
    }

    private static float[] Floats(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(2 * Normal.Draw(random)))];
    }

    private static double[] Numbers(RowKind kind, int classes, int seed)
    {
        double[] logits = [.. Floats(classes, seed)];
        double[] probabilities = Probabilities(logits, RowKind.Logits, 1);
        return kind switch
        {
            RowKind.Logits => logits,
            RowKind.Probs => probabilities,
            RowKind.Counts => Array.ConvertAll(probabilities, probability => 7 * probability),
            _ => Array.ConvertAll(probabilities, Math.Log),
        };
    }

    private static double[] Probabilities(double[] numbers, RowKind kind, double temperature)
    {
        double[] logits = kind is RowKind.Probs or RowKind.Counts ? Array.ConvertAll(numbers, Math.Log) : numbers;
        double[] exponentials = Array.ConvertAll(logits, logit => Math.Exp(logit / temperature));
        double sum = kind is RowKind.Logits or RowKind.Counts || temperature != 1 ? exponentials.Sum() : 1;
        return Array.ConvertAll(exponentials, one => one / sum);
    }

    /// <summary>The figures of two distributions, by their definitions.</summary>
    private sealed record Figures(double[] P, double[] Q)
    {
        public double Forward => P.Zip(Q, Divergence).Sum();

        public double Reverse => Q.Zip(P, Divergence).Sum();

        public double JensenShannon => P.Zip(Q, Mixture).Sum();

        public double TotalVariation => P.Zip(Q, (p, q) => Math.Abs(p - q)).Sum() / 2;

        public double HellingerSquared => P.Zip(Q, (p, q) => Math.Pow(Math.Sqrt(p) - Math.Sqrt(q), 2)).Sum() / 2;

        public int TopP => Array.IndexOf(P, P.Max());

        public int TopQ => Array.IndexOf(Q, Q.Max());

        public double Term(int i, DivergenceKind kind) => kind switch
        {
            DivergenceKind.Forward => Divergence(P[i], Q[i]) - P[i] + Q[i],
            DivergenceKind.Reverse => Divergence(Q[i], P[i]) - Q[i] + P[i],
            _ => Mixture(P[i], Q[i]),
        };

        private static double Divergence(double p, double q) => p == 0 ? 0 : p * (Math.Log(p) - Math.Log(q));

        private static double Mixture(double p, double q)
        {
            double m = (Beta * p) + ((1 - Beta) * q);
            return (Beta * Divergence(p, m)) + ((1 - Beta) * Divergence(q, m));
        }
    }
}
