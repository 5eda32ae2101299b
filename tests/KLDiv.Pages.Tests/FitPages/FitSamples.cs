using System.Numerics.Tensors;
using KLDiv.Regression;

namespace KLDiv.Pages.Tests.FitPages;

/// <summary>The fits whose pages are tested: ordinary ones, and those at the edges.</summary>
internal static class FitSamples
{
    public const string Ordinary = "ordinary";

    public const string Classes = "classes";

    public const string Dates = "dates";

    public const string Categories = "categories";

    public const string Hostile = "hostile names";

    /// <summary>A name that would be a program, one that turns the direction of writing, and one that no line holds.</summary>
    public static readonly string[] HostileNames =
    [
        "<script>document.title = 'changed'</script>", "\"><img src=x onerror=alert(1)>", "שלום עולם", "مرحبا\u202Edlrow",
        string.Concat(Enumerable.Repeat("Donaudampfschifffahrtsgesellschaft", 8)), "\n\t\0\u001B[31m", "", "漢字とかな交じりの長い長い長い名前がここに続いていく",
    ];

    private static readonly Dictionary<string, Func<FitExplanation>> s_samples = new(StringComparer.Ordinal)
    {
        [Ordinary] = () => MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true),
        [Classes] = () => FittedClasses.Make(400, 5, 9, seed: 3),
        ["on the data alone"] = () => MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: false),
        ["many bins"] = () => MadeDeliveries.Make(new Binning(0, 0.25, 960), isHeldOut: true),
        ["far from 0"] = () => Moved(MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true)),
        ["two classes"] = () => FittedClasses.Make(60, 1, 2, seed: 4),
        ["one row"] = () => FittedClasses.Make(1, 2, 3, seed: 5),
        ["many features"] = () => FittedClasses.Make(60, 30, 4, seed: 6),
        ["worse than the mean"] = () => Worse(MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true)),
        ["impossible for a neighbour"] = () => Impossible(MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true)),
        ["no feature that moves"] = () => MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true) with { Effects = [], Slices = [] },
        ["at the limit"] = () => MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true) with { Stop = FitStop.IterationLimit },
        [Dates] = () => FittedTables.Dates(400),
        [Categories] = () => FittedTables.Categories(240, 3),
        ["many categories"] = () => FittedTables.Categories(600, 15),
        ["stopped early"] = () => Stopped(MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true)),
        [Hostile] = () => Named(MadeDeliveries.Make(new Binning(0, 5, 48), isHeldOut: true)),
        ["hostile classes"] = () => FittedClasses.Make(200, HostileNames.Length, HostileNames.Length, seed: 7) is var data
            ? data with { Features = HostileNames, Classes = HostileNames, Effects = [.. data.Effects.Select((effect, i) => effect with { Feature = HostileNames[i] })] }
            : throw new InvalidOperationException(),
    };

    private static readonly Dictionary<string, Lazy<FitExplanation>> s_data =
        s_samples.ToDictionary(sample => sample.Key, sample => new Lazy<FitExplanation>(sample.Value), StringComparer.Ordinal);

    public static IEnumerable<string> Names => s_samples.Keys;

    public static FitExplanation Data(string name) => s_data[name].Value;

    /// <summary>The same over values far from 0 and close together.</summary>
    private static FitExplanation Moved(FitExplanation data)
    {
        double Place(double value) => -1e7 + (value / 1000);
        return data with
        {
            Contents = BinContents.Even(new Binning(Place(0), 0.005, 48)),
            Effects = [.. data.Effects.Select(effect => effect with { Points = [.. effect.Points.Select(point => point with { Mean = Place(point.Mean), Spread = point.Spread / 1000 })] })],
        };
    }

    /// <summary>By rows that were kept apart, which were predicted best after 40 iterations.</summary>
    private static FitExplanation Stopped(FitExplanation data) => data with
    {
        Progress = [.. data.Progress.Take(61).Select(step => step with { HeldOutLoss = 1.9 + (0.001 * Math.Abs(step.Iteration - 40)) })],
        Stop = FitStop.HeldOutRose,
        Bandwidth = 2.5,
    };

    private static FitExplanation Worse(FitExplanation data) => data with
    {
        Contenders = [data.Contenders[0] with { HeldOut = data.Contenders[0].HeldOut! with { KL = 9 } }, .. data.Contenders.Skip(1)],
    };

    private static FitExplanation Impossible(FitExplanation data) => data with
    {
        Contenders =
        [
            data.Contenders[0],
            data.Contenders[1] with { HeldOut = data.Contenders[1].HeldOut! with { KL = double.PositiveInfinity }, Deviation = data.Contenders[1].Deviation! with { KL = double.NaN } },
            .. data.Contenders.Skip(2),
        ],
    };

    private static FitExplanation Named(FitExplanation data) => data with
    {
        Source = "tables/" + HostileNames[0],
        Value = HostileNames[4],
        Features = HostileNames,
        Settings = [new FitSetting(HostileNames[1], HostileNames[0])],
        Effects = [.. data.Effects.Select((effect, i) => effect with
        {
            Feature = HostileNames[i],
            Points = [.. effect.Points.Select((point, j) => effect.HasLevels ? point with { Level = HostileNames[j % HostileNames.Length] } : point)],
        })],
        Slices = [.. data.Slices.Select((feature, i) => new FeatureSlices(
            HostileNames[i], feature.Step, [.. feature.Slices.Select((slice, j) => slice with { Level = HostileNames[j % HostileNames.Length] })]))],
    };
}
