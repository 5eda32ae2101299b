using KLDiv.Regression.Bins;

namespace KLDiv.Regression.Models;

/// <summary>What is inside bins as tensors: the knots of the bins' distribution functions, one bin behind the other.</summary>
internal static class ContentTensors
{
    private const string Counts = "bin_knots", Values = "bin_values", Levels = "bin_levels";

    public static IReadOnlyList<string> Names { get; } = [Counts, Values, Levels];

    public static ModelTensor[] Of(BinContents contents)
    {
        BinContent[] all = [.. Enumerable.Range(0, contents.Bins.Count).Select(bin => contents[bin])];
        return
        [
            ModelTensors.Vector(Counts, [.. all.Select(content => (double)content.Values.Length)]),
            ModelTensors.Vector(Values, [.. all.SelectMany(content => content.Values.ToArray())]),
            ModelTensors.Vector(Levels, [.. all.SelectMany(content => content.Levels.ToArray())]),
        ];
    }

    /// <exception cref="InvalidDataException">The tensors are not those of the bins.</exception>
    public static BinContents Read(ModelTensorReader tensors, Binning bins, double step)
    {
        double[] counts = tensors.Read(Counts, rank: 1).Values, values = tensors.Read(Values, rank: 1).Values, levels = tensors.Read(Levels, rank: 1).Values;
        Lattice? lattice = step == 0 ? null : Lattice.OfStep(step) ?? throw new InvalidDataException($"the step of the values is {step}; it must be a decimal of at most six decimals");
        if (counts.Length != bins.Count || values.Length != levels.Length || counts.Sum() != values.Length || !Array.TrueForAll(counts, count => count >= 2 && double.IsInteger(count)))
        {
            throw new InvalidDataException(
                $"{Counts} has {counts.Length} elements that sum to {counts.Sum()}, {Values} has {values.Length} and {Levels} {levels.Length}; there must be at least 2 knots for each of {bins.Count} bins");
        }

        BinContent[] contents = new BinContent[counts.Length];
        for (int bin = 0, first = 0; bin < contents.Length; first += (int)counts[bin], bin++)
        {
            int end = first + (int)counts[bin];
            (double[] places, double[] upTo) = (values[first..end], levels[first..end]);
            contents[bin] = IsAscending(places) && IsAscending(upTo) && upTo[0] == 0 && upTo[^1] == 1 && double.IsFinite(places[^1] - places[0])
                ? new BinContent(places, upTo)
                : throw new InvalidDataException($"the knots of bin {bin} are no distribution: {Values} and {Levels} must not fall, the levels must go from 0 to 1, and the values be a finite number apart");
        }

        try
        {
            return BinContents.Of(bins, contents, lattice);
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidDataException(wrong.Message[..wrong.Message.IndexOf(" (Parameter", StringComparison.Ordinal)].TrimEnd('.'), wrong);
        }
    }

    private static bool IsAscending(double[] numbers) => !numbers.Zip(numbers.Skip(1)).Any(pair => pair.Second < pair.First);
}
