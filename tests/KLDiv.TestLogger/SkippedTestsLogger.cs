using System.Globalization;
using System.Text;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;

namespace KLDiv.TestLogger;

/// <summary>
/// Says what the tests of a project skipped, and why: at the end of its run or, where the parameter <c>Folder</c> is given, in
/// a file there, which a run of several projects prints at its own end. The test platform finds it by the name of its assembly.
/// </summary>
[FriendlyName("skipped")]
[ExtensionUri("logger://kldiv/skipped")]
public sealed class SkippedTestsLogger : ITestLoggerWithParameters
{
    private readonly SortedDictionary<string, SortedSet<string>> _testsByReason = new(StringComparer.Ordinal);

    private string? _folder;
    private string _project = "";

    /// <inheritdoc/>
    public void Initialize(TestLoggerEvents events, string testRunDirectory) => Initialize(events, []);

    /// <inheritdoc/>
    public void Initialize(TestLoggerEvents events, Dictionary<string, string?> parameters)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(parameters);
        _folder = parameters.GetValueOrDefault("Folder");
        events.TestResult += (_, e) => Add(e.Result);
        events.TestRunComplete += (_, _) => Finish();
    }

    private void Add(TestResult result)
    {
        if (result.Outcome != TestOutcome.Skipped)
        {
            return;
        }

        _project = Path.GetFileNameWithoutExtension(result.TestCase.Source);
        string reason = result.ErrorMessage ?? "no reason is given";
        if (!_testsByReason.TryGetValue(reason, out SortedSet<string>? tests))
        {
            _testsByReason.Add(reason, tests = new SortedSet<string>(StringComparer.Ordinal));
        }

        tests.Add(result.TestCase.FullyQualifiedName.Replace(_project + ".", "", StringComparison.Ordinal));
    }

    private void Finish()
    {
        if (_testsByReason.Count == 0)
        {
            return;
        }

        if (_folder is null)
        {
            Console.Write(Summary());
            return;
        }

        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, _project + ".txt"), Summary());
    }

    private string Summary()
    {
        StringBuilder text = new();
        foreach ((string reason, SortedSet<string> tests) in _testsByReason)
        {
            text.Append(CultureInfo.InvariantCulture, $"Skipped in {_project}: {tests.Count}. {reason}\n");
            text.AppendJoin("", tests.Select(test => $"    {test}\n"));
        }

        return text.ToString();
    }
}
