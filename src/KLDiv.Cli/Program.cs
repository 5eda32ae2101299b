using System.Runtime.CompilerServices;
using KLDiv.Cli;
using KLDiv.Cli.Terminal;

return DescriptorLimit.IsTooLow() ? ExitStatus.Data : Start(args);

// Apart, because what is compiled with the above would be loaded with it.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Start(string[] args)
{
    using Interruption interruption = new();
    Host host = Host.OfProcess(interruption.Token);
    AppDomain.CurrentDomain.UnhandledException += (_, thrown) => Environment.Exit(Entry.Explain((Exception)thrown.ExceptionObject, host, () => interruption.Status));
    return Entry.Run(args, host, () => interruption.Status);
}
