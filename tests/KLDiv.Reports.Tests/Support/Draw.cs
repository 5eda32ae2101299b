namespace KLDiv.Reports.Tests;

/// <summary>Seeded rows.</summary>
internal static class Draw
{
    /// <summary>Logits of a normal distribution.</summary>
    public static float[][] Logits(int seed, int rows, int support, double spread = 3)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, support).Select(_ => (float)(spread * Normal(random))).ToArray())];
    }

    /// <summary>The same rows, moved a little, and by a constant for each row.</summary>
    public static float[][] Near(float[][] rows, int seed, double spread)
    {
        Random random = new(seed);
        return [.. rows.Select(row =>
        {
            double shift = Normal(random);
            return row.Select(value => (float)(value + shift + (spread * Normal(random)))).ToArray();
        })];
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
