namespace KLDiv.Memory;

/// <summary>The memory of an operand: where it begins, and which elements it steps through.</summary>
internal readonly unsafe struct Region(string name, void* data, int elementSize, nint* lengths, nint* strides, int rank)
{
    private readonly byte* _data = (byte*)data;
    private readonly nint* _lengths = lengths;
    private readonly nint* _strides = strides;

    public string Name => name;

    public bool IsEmpty => elementSize == 0 || new ReadOnlySpan<nint>(_lengths, rank).Contains(0);

    /// <summary>The dimension along which several elements are the same memory, or -1.</summary>
    public int RepeatedDimension
    {
        get
        {
            bool empty = IsEmpty;
            for (int i = 0; !empty && i < rank; i++)
            {
                if (_strides[i] == 0 && _lengths[i] > 1)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    /// <summary>Whether the two are the same elements in the same order.</summary>
    public bool IsSameAs(in Region other) => _data == other._data && HasStepsOf(other);

    /// <summary>Whether the two share an element, or might: where their strides differ, overlapping ranges of memory count.</summary>
    public bool Touches(in Region other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return false;
        }

        (nint before, nint after) = Extent();
        (nint otherBefore, nint otherAfter) = other.Extent();
        if (_data + after <= other._data + otherBefore || other._data + otherAfter <= _data + before)
        {
            return false;
        }

        nint distance = (nint)(other._data - _data);
        if (!HasStepsOf(other) || distance % elementSize != 0)
        {
            return true;
        }

        nint* remaining = stackalloc nint[rank];
        new Span<nint>(_lengths, rank).CopyTo(new Span<nint>(remaining, rank));
        return IsDifference(distance / elementSize, remaining);
    }

    /// <summary>The first byte and the one after the last, counted from the data.</summary>
    private (nint Before, nint After) Extent()
    {
        nint before = 0, after = 1;
        for (int i = 0; i < rank; i++)
        {
            nint span = (_lengths[i] - 1) * _strides[i];
            before += nint.Min(span, 0);
            after += nint.Max(span, 0);
        }

        return (before * elementSize, after * elementSize);
    }

    private bool HasStepsOf(in Region other)
    {
        if (elementSize != other.ElementSize || rank != other.Rank)
        {
            return false;
        }

        for (int i = 0; i < rank; i++)
        {
            if (_lengths[i] != other._lengths[i] || (_lengths[i] > 1 && _strides[i] != other._strides[i]))
            {
                return false;
            }
        }

        return true;
    }

    private int ElementSize => elementSize;

    private int Rank => rank;

    /// <summary>
    /// Whether two elements of one tensor can lie this far apart: slices of the same rows interleave without sharing an element.
    /// Only a few multiples of the widest stride are possible, since the other dimensions must make up the rest;
    /// a dimension that has been tried counts as one of length 1.
    /// </summary>
    private bool IsDifference(nint distance, nint* remaining)
    {
        int widest = -1;
        nint others = 0;
        for (int i = 0; i < rank; i++)
        {
            others += (remaining[i] - 1) * nint.Abs(_strides[i]);
            if (remaining[i] > 1 && (widest < 0 || nint.Abs(_strides[i]) > nint.Abs(_strides[widest])))
            {
                widest = i;
            }
        }

        if (widest < 0 || _strides[widest] == 0)
        {
            return distance == 0;
        }

        nint stride = nint.Abs(_strides[widest]);
        nint length = remaining[widest];
        others -= (length - 1) * stride;
        remaining[widest] = 1;
        bool found = false;
        nint nearest = distance / stride;
        nint reach = (others / stride) + 1;
        nint last = nint.Min(length - 1, nearest + reach);
        for (nint multiple = nint.Max(1 - length, nearest - reach); multiple <= last && !found; multiple++)
        {
            found = nint.Abs(distance - (multiple * stride)) <= others && IsDifference(distance - (multiple * stride), remaining);
        }

        remaining[widest] = length;
        return found;
    }
}
