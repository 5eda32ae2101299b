using System.Diagnostics;
using KLDiv.TestSupport;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>What git says of the sources that were measured.</summary>
internal static class Checkout
{
    /// <summary>The commit, and whether what was built differs from it.</summary>
    public static string Commit()
    {
        string? commit = Git("rev-parse", "--short=12", "HEAD");
        if (string.IsNullOrEmpty(commit))
        {
            return "unknown (not a git checkout)";
        }

        string? changes = Git("status", "--porcelain", "--", "src", "bench", "Directory.Build.props", "Directory.Packages.props", ":(exclude)bench/results");
        return string.IsNullOrEmpty(changes) ? commit : $"{commit} with changes";
    }

    private static string? Git(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = Repository.Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            string output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // git is not installed
        }
    }
}
