using KLDiv.Reports.Finishing;

namespace KLDiv.Reports.Tests;

/// <summary>The figures of a report, composed in double from whole arrays, as a script would.</summary>
internal sealed class Composed
{
    private Composed(double[][] p, double[][] q, DivergenceKind kind, double beta)
    {
        P = p;
        Q = q;
        Terms = [.. p.Zip(q, (rowP, rowQ) => rowP.Zip(rowQ, (a, b) => Term(a, b, kind, beta)).ToArray())];
        Divergences = [.. p.Zip(q, (rowP, rowQ) => rowP.Zip(rowQ, (a, b) => Loss(a, b, kind, beta)).Sum())];
    }

    public double[][] P { get; }

    public double[][] Q { get; }

    public double[][] Terms { get; }

    public double[] Divergences { get; }

    public double[] Variations => [.. P.Zip(Q, (p, q) => p.Zip(q, (a, b) => Math.Abs(a - b)).Sum() / 2)];

    public double[] Hellingers => [.. P.Zip(Q, (p, q) => Math.Sqrt(p.Zip(q, (a, b) => Math.Pow(Math.Sqrt(a) - Math.Sqrt(b), 2)).Sum() / 2))];

    public double[] SameTops => [.. P.Zip(Q, (p, q) => Top(p) == Top(q) ? 1.0 : 0)];

    public static Composed Of(double[][] p, double[][] q, DivergenceKind kind = DivergenceKind.Forward, double beta = 0.5) => new(p, q, kind, beta);

    public static Composed OfLogits(float[][] input, float[][] target, DivergenceKind kind = DivergenceKind.Forward, double beta = 0.5, double temperature = 1) =>
        new(Softmax(target, temperature), Softmax(input, temperature), kind, beta);

    public static double[][] Softmax(float[][] rows, double temperature = 1) => [.. rows.Select(row =>
    {
        double largest = row.Max();
        double[] powers = [.. row.Select(value => Math.Exp((value - largest) / temperature))];
        double sum = powers.Sum();
        return powers.Select(power => power / sum).ToArray();
    })];

    public static int Top(double[] row) => Array.IndexOf(row, row.Max());

    public static double StandardError(double[] values) => StandardError(values, [.. values.Select(_ => 1.0)]);

    public static double Mean(double[] values, double[] weights) => values.Zip(weights, (value, weight) => value * weight).Sum() / weights.Sum();

    public static double StandardError(double[] values, double[] weights)
    {
        double mean = Mean(values, weights);
        double spread = Mean([.. values.Select(value => (value - mean) * (value - mean))], weights);
        double count = weights.Sum() * weights.Sum() / weights.Sum(weight => weight * weight);
        return Math.Sqrt(spread / (count - 1));
    }

    /// <summary>Linear at f (n - 1).</summary>
    public static double Percentile(double[] values, double percent)
    {
        double[] ordered = [.. values.Order()];
        double place = percent / 100 * (ordered.Length - 1);
        int low = (int)place;
        return ordered[low] + ((place - low) * (ordered[Math.Min(low + 1, ordered.Length - 1)] - ordered[low]));
    }

    private static double Term(double p, double q, DivergenceKind kind, double beta) => kind switch
    {
        DivergenceKind.Forward => Loss(p, q, kind, beta) - p + q,
        DivergenceKind.Reverse => Loss(p, q, kind, beta) - q + p,
        _ => Loss(p, q, kind, beta),
    };

    private static double Loss(double p, double q, DivergenceKind kind, double beta)
    {
        double m = (beta * p) + ((1 - beta) * q);
        return kind switch
        {
            DivergenceKind.Forward => Relative(p, q),
            DivergenceKind.Reverse => Relative(q, p),
            _ => (beta * Relative(p, m)) + ((1 - beta) * Relative(q, m)),
        };
    }

    private static double Relative(double p, double q) => p == 0 ? 0 : p * (Math.Log(p) - Math.Log(q));
}
