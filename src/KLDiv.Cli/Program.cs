using KLDiv.Cli;
using KLDiv.Cli.Terminal;

using Interruption interruption = new();
return Entry.Run(args, Host.OfProcess(interruption.Token), () => interruption.Status);
