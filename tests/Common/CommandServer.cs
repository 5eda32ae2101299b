using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text.Json;

namespace KLDiv.TestSupport;

/// <summary>A process that runs the command as often as it is asked to: a tenth of the time that a process for each run takes to start and to be compiled.</summary>
#pragma warning disable CA1001 // Servers serve until the tests end, and end with them.
internal sealed class CommandServer
#pragma warning restore CA1001
{
    private static readonly string s_binary = Path.Combine(AppContext.BaseDirectory, "KLDiv.CommandServer.dll");

    /// <summary>Those that wait for work.</summary>
    private static readonly ConcurrentBag<CommandServer> s_idle = [];

    private readonly AnonymousPipeServerStream _asked = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _answered = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly StreamWriter _requests;
    private readonly StreamReader _answers;
    private readonly Process _process;

    private CommandServer()
    {
        ProcessStartInfo info = new("dotnet", ["exec", s_binary, _asked.GetClientHandleAsString(), _answered.GetClientHandleAsString()]) { UseShellExecute = false, RedirectStandardInput = true };
        _ = info.Environment.Remove("COLUMNS");
        _process = Process.Start(info)!;
        _asked.DisposeLocalCopyOfClientHandle();
        _answered.DisposeLocalCopyOfClientHandle();
        (_requests, _answers) = (new StreamWriter(_asked) { AutoFlush = true }, new StreamReader(_answered));
    }

    /// <summary>Runs the command in a folder.</summary>
    public static Outcome Run(string folder, string[] arguments)
    {
        CommandServer server = s_idle.TryTake(out CommandServer? idle) ? idle : new CommandServer();
        Outcome outcome = server.Ask([folder, .. arguments]);
        s_idle.Add(server);
        return outcome;
    }

    private Outcome Ask(string[] request)
    {
        _requests.WriteLine(JsonSerializer.Serialize(request));
        return _answers.ReadLine() is { } answer && JsonSerializer.Deserialize<string[]>(answer) is [var status, var output, var error]
            ? new Outcome(int.Parse(status, CultureInfo.InvariantCulture), output, error)
            : throw new InvalidOperationException($"The command ended its process: kldiv {string.Join(' ', request[1..])}");
    }
}
