using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Reports.Shards;

/// <summary>All parts of one report, open, in the order of their rows.</summary>
internal sealed class PartSet : IDisposable
{
    private const int MostListed = 5;

    /// <summary>By the number of their shard. Of N, which a text claims, nothing is allocated.</summary>
    private readonly SortedDictionary<int, PartFile> _parts = [];

    private readonly int _count;

    private readonly string? _submission;

    private PartSet(int count, string? submission) => (_count, _submission) = (count, submission);

    /// <summary>The parts, from shard 1 to N.</summary>
    public IEnumerable<PartFile> Parts => _parts.Values;

    /// <summary>Opens parts, and checks that they are all the parts of one report.</summary>
    /// <param name="paths">The files, in any order; at least one.</param>
    /// <param name="submission">The submission that all must be of; null: any one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataFileException">A part cannot be read, is damaged, is there twice, belongs to another report, or is missing.</exception>
    public static PartSet Open(IReadOnlyList<string> paths, string? submission, CancellationToken cancellation)
    {
        PartFile first = PartFile.Open(paths[0], cancellation);
        PartSet set = new(first.Origin.Shard.Count, submission);
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
        foreach (PartFile part in _parts.Values)
        {
            part.Dispose();
        }
    }

    private void Add(PartFile part, PartFile first)
    {
        Shard shard = part.Origin.Shard;
        string? problem =
            _submission is not null && part.Origin.Submission is var own && !string.Equals(own, _submission, StringComparison.Ordinal)
                ? $"is of submission {own}, and {_submission} is asked for"
            : shard.Count != first.Origin.Shard.Count ? $"is shard {shard}, and {first.Path} is {first.Origin.Shard}; the parts of a report are of one N"
            : part.Origin.WhyApart(first.Origin, first.Path) is { } why ? $"belongs to another report: {why}"
            : !_parts.TryGetValue(shard.Index, out PartFile? other) ? null
            : string.Equals(other.Path, part.Path, StringComparison.Ordinal) ? "is given twice"
            : $"is shard {shard}, and so is {other.Path}";
        if (problem is not null)
        {
            part.Dispose();
            throw new DataFileException(part.Path, problem);
        }

        _parts.Add(shard.Index, part);
    }

    private void MustBeComplete()
    {
        int missing = _count - _parts.Count;
        if (missing > 0)
        {
            IEnumerable<int> first = Enumerable.Range(1, _count).Where(shard => !_parts.ContainsKey(shard)).Take(MostListed);
            string list = string.Join(", ", first.Select(shard => shard.ToString(CultureInfo.InvariantCulture)));
            string more = missing > MostListed ? $" and {missing - MostListed} more" : "";
            throw new DataFileException($"shard {list}{more} of {_count}", $"no part is given; {_parts.Count} of {_count} are there");
        }
    }
}
