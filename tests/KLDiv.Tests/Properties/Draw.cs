using FsCheck;
using FsCheck.Fluent;

namespace KLDiv.Tests.Properties;

/// <summary>What a property is tried on: masses that are not normalised, a whole weight a row, and a seed for what else is chosen.</summary>
internal sealed record Draw(nint[] Lengths, double[] Input, double[] Target, int[] Weights, bool LogTarget, int Seed)
{
    private static readonly Gen<double> s_mass = Gen.Frequency(
        (3, Gen.Constant(0.0)),
        (3, Gen.Choose(1, 3).Select(n => (double)n)),
        (4, Gen.Choose(1, 1_000_000).Select(n => n * 1e-6)),
        (1, Gen.Elements(1e-300, 1e-30, 1e-9, 1e6, 1e12)));

    private static readonly Gen<nint[]> s_lengths =
        from rank in Gen.Choose(1, 4)
        from outer in Gen.ArrayOf(Gen.Choose(1, 4), rank - 1)
        from support in Gen.Frequency((3, Gen.Choose(1, 6)), (2, Gen.Choose(7, 40)))
        select (nint[])[.. outer.Select(length => (nint)length), support];

    public static Gen<Draw> Any { get; } =
        from lengths in s_lengths
        let rows = (int)lengths[..^1].Aggregate((nint)1, (product, length) => product * length)
        from input in Gen.ArrayOf(s_mass, rows * (int)lengths[^1])
        from target in Gen.ArrayOf(s_mass, rows * (int)lengths[^1])
        from weights in Gen.ArrayOf(Gen.Choose(0, 3), rows)
        from logTarget in Gen.Elements(false, true)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Draw(lengths, input, target, weights, logTarget, seed).WithSupport();

    public double[] RowWeights => Array.ConvertAll(Weights, weight => (double)weight);

    private int Support => (int)Lengths[^1];

    /// <summary>The masses as they are: targets from 0 to 1e12, inputs from their logarithms; -inf stands beside targets of 0 alone.</summary>
    public Batch Raw() => new(Lengths, Array.ConvertAll(Input, Math.Log), LogTarget ? Array.ConvertAll(Target, Math.Log) : Target, LogTarget);

    /// <summary>The masses as distributions: each row of either operand sums to 1.</summary>
    public Batch Distributions() => (this with { Input = Normalised(Input), Target = Normalised(Target) }).Raw();

    /// <summary>Smaller draws, those that shed most first: half of the rows, half of the support, then plainer numbers.</summary>
    public static IEnumerable<Draw> Shrink(Draw draw)
    {
        int rows = draw.Weights.Length, support = draw.Support;
        int[] allRows = [.. Enumerable.Range(0, rows)], all = [.. Enumerable.Range(0, support)];
        if (draw.Lengths.Length > 2 || (draw.Lengths.Length == 2 && rows == 1))
        {
            yield return draw with { Lengths = rows == 1 ? [support] : [rows, support] };
        }

        foreach (int[] kept in Parts(allRows))
        {
            yield return draw.Take(kept, all);
        }

        foreach (int[] kept in Parts(all))
        {
            yield return draw.Take(allRows, kept).WithSupport();
        }

        for (int i = 0; i < draw.Target.Length; i++)
        {
            if (draw.Target[i] is not (0 or 1))
            {
                yield return draw with { Target = With(draw.Target, i, 1) };
            }

            if (draw.Input[i] is not (0 or 1))
            {
                yield return draw with { Input = With(draw.Input, i, 1) };
            }
        }
    }

    public override string ToString() => $"{Raw()} weights: [{string.Join(", ", Weights)}] seed: {Seed}";

    private static IEnumerable<int[]> Parts(int[] places)
    {
        if (places.Length > 1)
        {
            yield return places[..(places.Length / 2)];
            yield return places[(places.Length / 2)..];
            yield return places[1..];
        }
    }

    private static double[] With(double[] values, int i, double value)
    {
        double[] changed = [.. values];
        changed[i] = value;
        return changed;
    }

    private Draw Take(int[] rows, int[] columns)
    {
        double[] Of(double[] values) => [.. rows.SelectMany(row => columns.Select(column => values[(row * Support) + column]))];
        nint[] lengths = Lengths.Length == 1 ? [columns.Length] : [rows.Length, columns.Length];
        return this with { Lengths = lengths, Input = Of(Input), Target = Of(Target), Weights = [.. rows.Select(row => Weights[row])] };
    }

    /// <summary>Every row gets a target of at least one class, and every class that a target has gets a mass in the input.</summary>
    private Draw WithSupport()
    {
        double[] target = [.. Target], input = [.. Input];
        for (int start = 0; start < target.Length; start += Support)
        {
            if (target.AsSpan(start, Support).IndexOfAnyExcept(0.0) < 0)
            {
                target[start] = 1;
            }
        }

        for (int i = 0; i < input.Length; i++)
        {
            input[i] = input[i] == 0 && target[i] != 0 ? 1 : input[i];
        }

        return this with { Input = input, Target = target };
    }

    /// <summary>Masses so far below the row's others that nothing is left of them become 0 in the target and stay above 0 in the input.</summary>
    private double[] Normalised(double[] masses) => [.. masses.Chunk(Support).SelectMany(row => row.Select(mass => mass / row.Sum()))];
}
