using System.CommandLine;
using System.Runtime.CompilerServices;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Files.Columnar;
using KLDiv.Regression;

namespace KLDiv.Cli;

/// <summary>The whole command: what is thrown in it becomes one line and an exit status here, and nowhere else.</summary>
internal static class Entry
{
    /// <summary>Names a file to which the trace of a fault of the program is appended.</summary>
    private const string TraceVariable = "KLDIV_TRACE";

    /// <summary>Parses the arguments, runs the command and gives its exit status.</summary>
    /// <param name="args">What follows <c>kldiv</c> on the command line.</param>
    /// <param name="host">Where the answer and the messages go.</param>
    /// <param name="interrupted">The exit status after an interruption.</param>
    public static int Run(string[] args, Host host, Func<int> interrupted)
    {
        try
        {
            ParseResult parsed = CommandLine.Parse(args, host);
            if (parsed.Action is not { ClearsParseErrors: true })
            {
                AddFormats();
            }

            int status = parsed.Invoke(CommandLine.Invocation(host));
            host.Output.Flush();
            return status;
        }
#pragma warning disable CA1031 // Nothing that is thrown may end the process in another way.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return Explain(problem, host, interrupted);
        }
    }

    /// <summary>Says in one line what has been thrown, and gives the exit status.</summary>
    public static int Explain(Exception problem, Host host, Func<int> interrupted) => problem switch
    {
        CommandLineException wrong => host.Fail(wrong.Message, ExitStatus.CommandLine),
        DataFileException wrong => host.Fail(wrong.Message, ExitStatus.Data),
        RegressionDataException wrong => host.Fail(wrong.Message, ExitStatus.Data),
        OperationCanceledException when host.Cancellation.IsCancellationRequested => interrupted(),
        OutOfMemoryException => host.Fail("the data do not fit in the memory that there is", ExitStatus.Data),
        _ when HasNoDescriptor(problem) => host.Fail("too many files are open; raise the limit (ulimit -n)", ExitStatus.Data),
        FileNotFoundException { FileName: { } assembly } when assembly.Contains("Version=", StringComparison.Ordinal) => host.Fail(
            $"a part of the program, {assembly[..assembly.IndexOf(',', StringComparison.Ordinal)]}, cannot be loaded; it is missing, or too many files are open", ExitStatus.Fault),
        AggregateException { InnerExceptions: [{ } only] } => Explain(only, host, interrupted),
        TypeInitializationException { InnerException: { } inner } => Explain(inner, host, interrupted),

        // Problems with named files arrive as DataFileException; what is left is the standard output, full or closed.
        IOException or UnauthorizedAccessException => host.Fail($"standard output: {problem.Message}", ExitStatus.Data),
        _ => Fault(problem, host),
    };

    /// <summary>Apart, so that help does without the assembly.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddFormats() => ColumnarFormats.AddTo();

    private static bool HasNoDescriptor(Exception problem) =>
        problem.Message.Contains("Too many open files", StringComparison.Ordinal) || (problem.InnerException is { } inner && HasNoDescriptor(inner));

    private static int Fault(Exception problem, Host host)
    {
        host.Faulted?.Invoke(problem);
        try
        {
            if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } file)
            {
                File.AppendAllText(file, $"{problem}\n");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            host.Tell($"{TraceVariable}: {e.Message}");
        }

        return host.Fail($"internal error: {problem.GetType().Name}: {problem.Message}; please report it", ExitStatus.Fault);
    }
}
