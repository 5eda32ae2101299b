using System.CommandLine;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli;

/// <summary>The whole command: what is thrown in it becomes one line and an exit status here, and nowhere else.</summary>
internal static class Entry
{
    /// <summary>Parses the arguments, runs the command and gives its exit status.</summary>
    /// <param name="args">What follows <c>kldiv</c> on the command line.</param>
    /// <param name="host">Where the answer and the messages go.</param>
    /// <param name="interrupted">The exit status after an interruption.</param>
    public static int Run(string[] args, Host host, Func<int> interrupted)
    {
        try
        {
            int status = CommandLine.Parse(args, host).Invoke(CommandLine.Invocation);
            host.Output.Flush();
            return status;
        }
        catch (CommandLineException wrong)
        {
            return host.Fail(wrong.Message, ExitStatus.CommandLine);
        }
        catch (DataFileException problem)
        {
            return host.Fail(problem.Message, ExitStatus.Data);
        }
        catch (OperationCanceledException) when (host.Cancellation.IsCancellationRequested)
        {
            return interrupted();
        }
        catch (OutOfMemoryException)
        {
            return host.Fail("the data do not fit in the memory that there is", ExitStatus.Data);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Problems with named files arrive as DataFileException; what is left is the standard output, full or closed.
            return host.Fail($"standard output: {problem.Message}", ExitStatus.Data);
        }
    }
}
