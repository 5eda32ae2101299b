using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>What a target bounds.</summary>
internal enum Quantity
{
    /// <summary>At most so many times the time of the work's limit.</summary>
    TimesLimit,

    /// <summary>At least so many times faster than PyTorch.</summary>
    FasterThanTorch,

    /// <summary>At most so many nanoseconds a call.</summary>
    Nanoseconds,

    /// <summary>At most so many bytes allocated by a call.</summary>
    AllocatedBytes,
}

/// <summary>How fast a work is meant to be.</summary>
internal sealed record Target(string Type, Shape Shape, int Threads, string Work, Quantity Quantity, double Bound)
{
    /// <summary>What was reached; null where that was not measured.</summary>
    public double? Reached(IEnumerable<PeerRow> rows)
    {
        PeerRow? row = rows.FirstOrDefault(row => row.Shape == Shape && row.Threads == Threads
            && string.Equals(row.Type, Type, StringComparison.Ordinal) && string.Equals(row.Work, Work, StringComparison.Ordinal));
        return Quantity switch
        {
            Quantity.TimesLimit => row?.TimesLimit,
            Quantity.FasterThanTorch => row?.FasterThanTorch,
            Quantity.Nanoseconds => row?.Ours.Median,
            _ => row?.AllocatedBytes,
        };
    }

    public bool IsMetBy(double value) => Quantity == Quantity.FasterThanTorch ? value >= Bound : value <= Bound;
}
