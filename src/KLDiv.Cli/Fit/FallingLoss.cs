using KLDiv.Cli.Terminal;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Prints how the loss falls while a model is fitted: the iterations 0, 1, 2, 5, 10, 20, 50 and so on, and the end.</summary>
/// <param name="output">Where the lines go; null where only the progress is to be shown.</param>
/// <param name="progress">The line that says how far the fit is.</param>
/// <param name="decimals">How many decimals of the loss are shown; null: as many as suit the first loss.</param>
/// <param name="until">The last iteration that is shown before the end.</param>
internal sealed class FallingLoss(TextWriter? output, ProgressLine progress, int? decimals = null, int until = int.MaxValue) : IProgress<FitProgress>
{
    private readonly List<FitProgress> _steps = [];
    private int _next;
    private int _decimals;

    /// <summary>All that was reported.</summary>
    public IReadOnlyList<FitProgress> Steps => _steps;

    public void Report(FitProgress value)
    {
        _steps.Add(value);
        if (value.Iteration == 0)
        {
            _decimals = decimals ?? Number.DecimalsFor(value.Loss);
            PrintLine($"iteration  {"loss".PadLeft(_decimals + 2)}");
        }

        progress.Report(done: 0, $"iteration {value.Iteration}, loss {Number.Fixed(value.Loss, _decimals)}");
        if (value.Iteration == _next && value.Iteration <= until)
        {
            _next = After(_next);
            Print($"{value.Iteration}", value.Loss);
        }
    }

    /// <summary>Prints the loss at the end: at the minimum, where the iterations were used up, or of the model that did best on the rows held out.</summary>
    public void Finish(FitResult result)
    {
        string end = result.Stop switch
        {
            FitStop.IterationLimit => $"{result.Iterations}",
            FitStop.HeldOutRose or FitStop.MinimumAtInfinity => "stopped",
            _ => "converged",
        };
        Print(end, result.Loss);
    }

    private static int After(int iteration)
    {
        int decade = 1;
        while (decade * 10 <= iteration)
        {
            decade *= 10;
        }

        return (iteration / decade) switch
        {
            0 => 1,
            1 => 2 * decade,
            2 => 5 * decade,
            _ => 10 * decade,
        };
    }

    private void Print(string iteration, double loss) => PrintLine($"{iteration,9}  {Number.Fixed(loss, _decimals)}");

    private void PrintLine(string line)
    {
        if (output is not null)
        {
            progress.Interleave(() => output.WriteLine(line));
        }
    }
}
