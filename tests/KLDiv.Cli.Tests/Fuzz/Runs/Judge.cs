using System.Text.Json;
using System.Text.RegularExpressions;
using KLDiv.Files;

namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>What may never come of a case, whatever is in its files and on its line.</summary>
internal static partial class Judge
{
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>What the command may allocate beside what its files are worth.</summary>
    public static long MostMemory(CommandCase tried) => (64L << 20) + (8 * tried.Bytes);

    /// <summary>What is wrong with a run; null where nothing is.</summary>
    /// <param name="tried">The case.</param>
    /// <param name="run">What came of it.</param>
    /// <param name="left">The names of the files that are there now.</param>
    public static string? Complaint(CommandCase tried, CommandRun run, string[] left)
    {
        if (run.Unhandled is { } unhandled)
        {
            return $"unhandled {unhandled.GetType().Name}{Place(unhandled)}";
        }

        if (run.Status is < 0 or > 3)
        {
            return $"status {run.Status}";
        }

        // A threshold that is exceeded is said by the status alone.
        if (run.Status is ExitStatus.Data or ExitStatus.CommandLine && !ErrorLine().IsMatch(run.Error))
        {
            return $"status {run.Status} without a line that says why";
        }

        if (run.Error.Any(c => char.IsControl(c) && c != '\n'))
        {
            return "a control character in a message";
        }

        if (left.Any(name => name.EndsWith(".tmp", StringComparison.Ordinal)))
        {
            return "a temporary file is left";
        }

        return run.Status is ExitStatus.Data or ExitStatus.CommandLine ? null : ComplaintOfAnswer(tried, run, left);
    }

    private static string? ComplaintOfAnswer(CommandCase tried, CommandRun run, string[] left)
    {
        if (run.Output.StartsWith('{') && !IsJson(run.Output))
        {
            return "the answer is no JSON";
        }

        // A word on the standard error is what a number that is none needs.
        if (run.Error.Length > 0 || IsExcused(tried))
        {
            return null;
        }

        bool mustBeFinite = tried.Command is "predict";
        Regex wrong = tried.Command switch
        {
            "predict" => NotFinite(),
            "report" or "merge" => NoMean(),

            // That of a contender may be infinite, and the deviation of figures of which one is infinite is NaN.
            "fit" when run.Output.Contains("Infinity", StringComparison.Ordinal) => ConvergedToInfinity(),
            _ => NotANumber(),
        };
        return wrong.Match(run.Output) is { Success: true } answered ? $"{answered.Value} in the answer, without a word"
            : left.Except(tried.Files.Keys, StringComparer.Ordinal).FirstOrDefault(name => HoldsNaN(name, mustBeFinite, otherwise: false)) is { } written
            ? $"NaN or Infinity in {written}, without a word" : null;
    }

    /// <summary>Whether a file that is read, or the command line, holds what is no number, or weights, of which a 0 leaves a row's divergence out.</summary>
    private static bool IsExcused(CommandCase tried) =>
        tried.Arguments.Contains("--weights", StringComparer.Ordinal) || tried.Arguments.Contains("NaN", StringComparer.Ordinal)
        || tried.Named.Any(name => name is "one.safetensors" || HoldsNaN(name, evenInfinite: true, otherwise: true));

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <param name="name">The file.</param>
    /// <param name="evenInfinite">Whether infinities count as well.</param>
    /// <param name="otherwise">What is said of a file whose numbers are not looked at, such as archives of several tensors and models.</param>
    private static bool HoldsNaN(string name, bool evenInfinite, bool otherwise)
    {
        if (name.EndsWith(".csv", StringComparison.Ordinal) && File.Exists(name))
        {
            string text = File.ReadAllText(name);
            return NotANumberInText().IsMatch(text) || (evenInfinite && InfinityInText().IsMatch(text));
        }

        return TensorsOf(name).Select(tensor => HoldsNaNIn(tensor, evenInfinite) ?? otherwise).Any(holds => holds);
    }

    /// <summary>All tensors of a file: <c>kldiv inspect</c> looks at each.</summary>
    private static string[] TensorsOf(string name)
    {
        try
        {
            using var bytes = ByteSource.Open(name);
            return FileFormats.Default.FormatOf(bytes).TensorNames(bytes) is { Count: > 1 } names ? [.. names.Select(tensor => $"{name}#{tensor}")] : [name];
        }
        catch (Exception e) when (e is DataFileException or IOException or UnauthorizedAccessException)
        {
            return [name];
        }
    }

    private static bool? HoldsNaNIn(string name, bool evenInfinite)
    {
        try
        {
            using var source = RowSource.Open(name);
            var buffer = new RowBuffer();
            return source.ElementType switch
            {
                ElementType.Float16 => Any(source.Read<Half>(0, (int)source.Count, buffer), value => (double)value, evenInfinite),
                ElementType.Float32 => Any(source.Read<float>(0, (int)source.Count, buffer), value => value, evenInfinite),
                _ => Any(source.Read<double>(0, (int)source.Count, buffer), value => value, evenInfinite),
            };
        }
        catch (Exception e) when (e is DataFileException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Any<T>(ReadOnlySpan<T> values, Func<T, double> number, bool evenInfinite)
    {
        foreach (T value in values)
        {
            if (double.IsNaN(number(value)) || (evenInfinite && double.IsInfinity(number(value))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first method of the project on the stack: two faults at one place are one.</summary>
    private static string Place(Exception e) => StackLine().Match(e.ToString()) is { Success: true } line ? $" {line.Groups["method"].Value}" : "";

    [GeneratedRegex(@"^(kldiv: [^\n]+\n)+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErrorLine();

    [GeneratedRegex("""("\w+":)"NaN"|\bNaN\b(?!")""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotANumber();

    /// <summary>Figures of groups without rows, shares of a divergence of 0 and the error of a single row are NaN by what they are; the mean of rows is not.</summary>
    [GeneratedRegex("""^{"rows":[1-9][^[]*"mean":"NaN"|^mean +NaN""", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoMean();

    [GeneratedRegex("""^{"kl":"(NaN|Infinity)".*"converged":true|converged +(Infinity|NaN)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConvergedToInfinity();

    [GeneratedRegex("""("\w+":)?"(NaN|-?Infinity)"|\b(NaN|Infinity)\b|∞""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotFinite();

    [GeneratedRegex(@"\bnan\b", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotANumberInText();

    [GeneratedRegex(@"\binf(inity)?\b|\de\d{3}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InfinityInText();

    [GeneratedRegex(@" at (?<method>KLDiv\.[\w.`]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StackLine();
}
