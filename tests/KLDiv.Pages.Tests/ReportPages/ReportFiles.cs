using System.Collections.Concurrent;

namespace KLDiv.Pages.Tests.ReportPages;

/// <summary>The samples' pages as files, beside the tests' binaries, where they can be looked at.</summary>
internal static class ReportInputs
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_files = new(StringComparer.Ordinal);

    public static string File(string sample) => s_files.GetOrAdd(sample, name => new Lazy<string>(() => Write(name))).Value;

    private static string Write(string sample)
    {
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pages", "report")).FullName;
        string file = Path.Combine(folder, $"{sample}.html");
        ReportPage.Write(ReportSamples.Figures(sample), file);
        return file;
    }
}
