using KLDiv.Benchmarks.Pictures;

namespace KLDiv.Benchmarks;

/// <summary>Draws what each divergence does to a target of two bumps.</summary>
internal sealed class ChoosingCommand : ICommand
{
    public string Name => "choosing";

    public string Arguments => "--picture FILE";

    public int Run(string[] arguments)
    {
        if (Options.Parse(this, arguments, flags: [], names: ["--picture"]) is not { } options)
        {
            return 2;
        }

        if (options.Value("--picture") is not { } picture)
        {
            Console.Error.WriteLine($"Usage: {Name} {Arguments}");
            return 2;
        }

        File.WriteAllText(picture, ChoosingPicture.Write());
        return 0;
    }
}
