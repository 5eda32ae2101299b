using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Demo;

/// <summary>Says how good the demo's model is, beside what it must beat.</summary>
internal static class DemoSummary
{
    private const int NameWidth = 24, ColumnWidth = 12;

    public static void Print(TextWriter output, FitExplanation data)
    {
        void Line(string name, string onTheData, string heldOut) => output.WriteLine($"  {name,-NameWidth}{onTheData,ColumnWidth}{heldOut,ColumnWidth}");
        output.WriteLine();
        output.WriteLine($"KL, nats a row ({data.CrossValidation})");
        Line("", "on the data", "held out");
        foreach (FitContender contender in data.Contenders.Reverse())
        {
            Line(contender.Name, DivergenceText(contender.OnTheData), DivergenceText(contender.HeldOut!));
        }

        if (data.Contenders[0].HeldOut!.Ordered is { } ordered)
        {
            output.WriteLine();
            output.WriteLine($"Of the days held out, {Number.Fixed(100 * ordered.Coverage80, 0)}% lie in the 80% interval that was predicted for them.");
        }
    }

    private static string DivergenceText(DistributionScores figures) =>
        double.IsPositiveInfinity(figures.KL) ? "∞" : Number.Fixed(figures.KL, BirthsRegression.Decimals);
}
