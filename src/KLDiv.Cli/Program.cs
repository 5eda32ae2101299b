using System.CommandLine;
using KLDiv.Cli;
using KLDiv.Cli.Parsing;
using KLDiv.Cli.Terminal;
using KLDiv.Files;

using Interruption interruption = new();
Host host = Host.OfProcess(interruption.Token);
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
catch (TensorFileException problem)
{
    return host.Fail(problem.Message, ExitStatus.Data);
}
catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
{
    return interruption.Status;
}
catch (OutOfMemoryException)
{
    return host.Fail("the data do not fit in the memory that there is", ExitStatus.Data);
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
{
    // Problems with named files arrive as TensorFileException; what is left is the standard output, full or closed.
    return host.Fail($"standard output: {problem.Message}", ExitStatus.Data);
}
