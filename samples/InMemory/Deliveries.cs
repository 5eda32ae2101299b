using KLDiv.Regression;

namespace KLDiv.Samples.InMemory;

/// <summary>One delivery: what is known before it, and how long it took.</summary>
internal sealed record Delivery(double Kilometres, string Weekday, double Minutes);

/// <summary>The distribution of a value, fitted from records.</summary>
internal static class Deliveries
{
    public static void Fit(int seed)
    {
        string[] weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri"];
        Random random = new(seed);
        Delivery[] done = [.. Enumerable.Range(0, 2_000).Select(i => Draw(random, weekdays[i % weekdays.Length]))];

        TableOptions options = new() { Value = nameof(Delivery.Minutes), Bins = BinRule.Parse("0:120:10") };
        TableModel fitted = TableRegression.Fit(TableData.Read(TableSource.OfRecords(done), options), new() { Fit = new() { L2 = 1e-3 } }).Model;

        // The file keeps columns, levels and bins: whoever reads it needs nothing else.
        using MemoryStream file = new();
        fitted.Save(file);
        file.Position = 0;
        TableModel model = TableModel.Load(file);

        double[] near = Minutes(model, kilometres: "2"), far = Minutes(model, kilometres: "18");
        Console.WriteLine($"records: under half an hour with a probability of {near[..3].Sum(Math.Exp):F2} for 2 km, and of {far[..3].Sum(Math.Exp):F2} for 18 km");
    }

    /// <summary>The logarithms of the probabilities of the bins.</summary>
    private static double[] Minutes(TableModel model, string kilometres) => model.Predict(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(Delivery.Kilometres)] = kilometres,
        [nameof(Delivery.Weekday)] = "Tue",
    });

    private static Delivery Draw(Random random, string weekday)
    {
        double kilometres = 1 + (19 * random.NextDouble());
        double delay = weekday is "Fri" ? 15 : 5;
        return new(kilometres, weekday, Math.Min(119, 10 + (2.5 * kilometres) - (delay * Math.Log(1 - random.NextDouble()))));
    }
}
