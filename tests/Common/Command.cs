using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KLDiv.TestSupport;

/// <summary>What a process printed, and how it ended.</summary>
internal sealed record Outcome(int Status, string Output, string Error);

/// <summary>Runs the command <c>kldiv</c>: in a process that runs it for many tests, or, where it is the process that is tested, as a user does.</summary>
internal static class Command
{
    /// <summary>The command as it was built; it lies beside the tests of a project that refers to it.</summary>
    public static string Binary { get; } = Path.Combine(AppContext.BaseDirectory, "KLDiv.Cli.dll");

    /// <summary>Runs <c>kldiv</c> in a folder, so that what it prints names files as they were given.</summary>
    public static Outcome Run(string folder, params string[] arguments) => CommandServer.Run(folder, arguments);

    /// <summary>Starts <c>kldiv</c> without waiting for it, so that Ctrl-C reaches it even where these tests themselves ignore it.</summary>
    public static Process Start(string folder, params string[] arguments) => Start(
        IgnoresInterrupts()
            ? Info("env", folder, ["--default-signal=INT", "dotnet", "exec", Binary, .. arguments])
            : Info("dotnet", folder, ["exec", Binary, .. arguments]));

    /// <summary>Runs any other program.</summary>
    public static Outcome RunProgram(string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo info = Info(program, folder, arguments);
        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        return Finish(Start(info));
    }

    /// <summary>Waits for a process and collects what it prints.</summary>
    public static Outcome Finish(Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Outcome(process.ExitCode, Plain(output), Plain(error.GetAwaiter().GetResult()));
        }
    }

    private static ProcessStartInfo Info(string program, string folder, IEnumerable<string> arguments)
    {
        ProcessStartInfo info = new(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // It would say how wide what is printed is laid out.
        _ = info.Environment.Remove("COLUMNS");
        return info;
    }

    private static Process Start(ProcessStartInfo info)
    {
        Process process = Process.Start(info)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What a script starts in the background ignores SIGINT, and so would all that it starts.</summary>
    private static bool IgnoresInterrupts()
    {
        const string Status = "/proc/self/status";
        const string Field = "SigIgn:";
        const ulong Interrupt = 1UL << (2 - 1);
        string? ignored = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return ignored is not null
            && (ulong.Parse(ignored.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }

    /// <summary>Lone carriage returns stay: a line that is drawn over itself uses them.</summary>
    private static string Plain(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
