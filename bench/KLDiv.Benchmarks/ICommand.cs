namespace KLDiv.Benchmarks;

/// <summary>What this program measures when it is told the name.</summary>
internal interface ICommand
{
    string Name { get; }

    /// <summary>The arguments, for the usage.</summary>
    string Arguments { get; }

    /// <returns>The exit status.</returns>
    int Run(string[] arguments);
}
