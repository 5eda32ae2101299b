using System.Diagnostics;

namespace KLDiv.Files.Tests;

/// <summary>A fact that runs a Python that has NumPy, skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NumPyFactAttribute : FactAttribute
{
    public NumPyFactAttribute() =>
        Skip = NumPyScripts.Python is null ? $"None of {string.Join(", ", NumPyScripts.Candidates)} has NumPy." : null;
}

internal static class NumPyScripts
{
    // Distributions install their NumPy for their own Python, which need not be the first on the path.
    public static readonly string[] Candidates = ["/usr/bin/python3", "python3", "python"];

    public static string? Python { get; } = Array.Find(Candidates, python => TryRun(python, ["-c", "import numpy"], out _));

    /// <summary>Why nothing can be tried with a package; null where it can.</summary>
    public static string? Without(string package) =>
        Python is not null && TryRun(Python, ["-c", $"import {package}"], out _) ? null : $"{Python ?? "No Python"} has no {package}.";

    /// <summary>Runs a script of the folder NumPy, and returns the lines that it prints.</summary>
    public static string[] Run(string script, params string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "NumPy", script);
        bool succeeded = TryRun(Python!, [path, .. arguments], out string output);
        Assert.True(succeeded, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool TryRun(string python, string[] arguments, out string output)
    {
        try
        {
            var start = new ProcessStartInfo(python, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            output = e.Message;
            return false;
        }
    }
}
