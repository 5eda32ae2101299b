using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Reports;

/// <summary>All parts of one report, open, in the order of their rows.</summary>
internal sealed class PartSet : IDisposable
{
    private const int MostListed = 5;

    private readonly PartFile?[] _parts;

    private PartSet(int count) => _parts = new PartFile?[count];

    /// <summary>The parts, from shard 1 to N.</summary>
    public IEnumerable<PartFile> Parts => _parts.Select(part => part!);

    /// <summary>Opens parts, and checks that they are all the parts of one report.</summary>
    /// <param name="paths">The files, in any order; at least one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="TensorFileException">A part cannot be read, is damaged, is there twice, belongs to another report, or is missing.</exception>
    public static PartSet Open(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        PartFile first = PartFile.Open(paths[0], cancellation);
        PartSet set = new(first.Origin.Shard.Count);
        try
        {
            set.Add(first, first);
            foreach (string path in paths.Skip(1))
            {
                set.Add(PartFile.Open(path, cancellation), first);
            }

            set.MustBeComplete();
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (PartFile? part in _parts)
        {
            part?.Dispose();
        }
    }

    private void Add(PartFile part, PartFile first)
    {
        Shard shard = part.Origin.Shard;
        string? problem =
            shard.Count != first.Origin.Shard.Count ? $"is shard {shard}, and {first.Path} is {first.Origin.Shard}; the parts of a report are of one N"
            : part.Origin.WhyApart(first.Origin, first.Path) is { } why ? $"belongs to another report: {why}"
            : _parts[shard.Index - 1] is { } other ? $"is shard {shard}, and so is {other.Path}"
            : null;
        if (problem is not null)
        {
            part.Dispose();
            throw new TensorFileException(part.Path, problem);
        }

        _parts[shard.Index - 1] = part;
    }

    private void MustBeComplete()
    {
        string[] missing = [.. Enumerable.Range(1, _parts.Length).Where(i => _parts[i - 1] is null).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        if (missing is not [])
        {
            string list = string.Join(", ", missing.Take(MostListed)) + (missing.Length > MostListed ? $" and {missing.Length - MostListed} more" : "");
            throw new TensorFileException(
                $"shard {list} of {_parts.Length}", $"no part is given; {_parts.Length - missing.Length} of {_parts.Length} are there");
        }
    }
}
