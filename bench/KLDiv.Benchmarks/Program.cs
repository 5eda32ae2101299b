using KLDiv.Benchmarks;

ICommand[] commands = [new AccuracyCommand(), new ChoosingCommand(), new DistributionsCommand(), new FitsCommand(), new MicroCommand(), new PeersCommand(), new RowsCommand(), new ScalingCommand(), new TablesCommand()];

ICommand? command = commands.FirstOrDefault(command => args.Length > 0 && string.Equals(command.Name, args[0], StringComparison.Ordinal));
if (command is null)
{
    Console.Error.WriteLine("Usage:");
    foreach (ICommand known in commands)
    {
        Console.Error.WriteLine($"  {known.Name} {known.Arguments}");
    }

    return 2;
}

return command.Run(args[1..]);
