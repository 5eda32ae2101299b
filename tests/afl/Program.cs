using KLDiv.Cli.Tests.Fuzz;
using KLDiv.TestSupport;
using SharpFuzz;

// seeds FOLDER: for each target a folder with the valid files that it begins with, and a dictionary of the format's own pieces.
// names: the targets. Anything else is a target, which is run on what afl-fuzz hands over.
switch (args)
{
    case ["seeds", var place]:
        Write(Directory.CreateDirectory(place).FullName);
        break;
    case ["names"]:
        Console.WriteLine(string.Join(' ', FuzzTarget.All.Select(target => target.Name)));
        break;
    default:
        Fuzz(FuzzTarget.All.Single(target => target.Name.Equals(args[0], StringComparison.Ordinal)));
        break;
}

static void Fuzz(FuzzTarget target)
{
    using CurrentFolder folder = new();
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using MemoryStream contents = new();
        stream.CopyTo(contents);
        if (target.ComplaintOf(contents.ToArray(), folder) is { } complaint)
        {
            throw new InvalidOperationException(complaint);
        }
    });
}

static void Write(string place)
{
    using CurrentFolder current = new();
    IReadOnlyList<CommandCase> seeded = CommandSeeds.All(current);
    foreach (FuzzTarget target in FuzzTarget.All)
    {
        string folder = Directory.CreateDirectory(Path.Combine(place, target.Name)).FullName;
        foreach ((int number, byte[] contents) in target.SeedsOf(seeded).Index())
        {
            File.WriteAllBytes(Path.Combine(folder, $"{number}"), contents);
        }

        IEnumerable<string> words = Seeds.Fragments(target.Format).Where(word => word.Length is > 0 and < 128)
            .Select((word, i) => $"word{i}=\"{string.Concat(word.Select(b => $"\\x{b:X2}"))}\"");
        File.WriteAllLines(Path.Combine(place, $"{target.Name}.dict"), words);
    }
}
