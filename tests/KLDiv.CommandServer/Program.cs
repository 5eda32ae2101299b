using System.IO.Pipes;
using System.Text.Json;
using KLDiv.Cli;
using KLDiv.Cli.Terminal;

// Runs the command again and again, one line of JSON after the other: [folder, argument...] to [status, output, error].
using AnonymousPipeClientStream asked = new(PipeDirection.In, args[0]), answered = new(PipeDirection.Out, args[1]);
using StreamReader reader = new(asked);
using StreamWriter writer = new(answered) { AutoFlush = true };
while (reader.ReadLine() is { } line)
{
    string[] request = JsonSerializer.Deserialize<string[]>(line)!;
    using StringWriter output = new(), error = new();
    Host host = new() { Output = output, Error = error, OutputIsTerminal = false, ErrorIsTerminal = false, Cancellation = CancellationToken.None };
    Environment.CurrentDirectory = request[0];
    int status = Entry.Run(request[1..], host, interrupted: () => throw new InvalidOperationException("Nothing interrupts it."));
    writer.WriteLine(JsonSerializer.Serialize(new[] { $"{status}", $"{output}", $"{error}" }));
}
