namespace KLDiv.Memory;

/// <summary>
/// How the memory of a call lies, in as few dimensions as possible: dimensions of length 1 go, neighbours that
/// follow one another in every operand become one, and where rows do not matter the dimensions are put in the order of memory.
/// The last dimension that remains is walked in blocks; where rows matter it is theirs.
/// </summary>
internal unsafe struct Layout
{
    private readonly nint* _lengths;
    private readonly nint* _strides;
    private readonly int _capacity;

    /// <summary>Takes over the shape and the strides as they are, the rows' axis last; of dense operands whose rows do not matter, as one dimension.</summary>
    /// <param name="arguments">The call.</param>
    /// <param name="room">As much as <see cref="PinnedArguments.RoomFor"/> says.</param>
    public Layout(in Arguments arguments, nint* room)
    {
        _capacity = arguments.Rank;
        _lengths = room;
        _strides = room + _capacity;
        bool isFlat = arguments.IsFlat;
        Rank = isFlat ? 1 : _capacity;
        if (isFlat)
        {
            _lengths[0] = arguments.Numel;
        }
        else
        {
            arguments.First.Lengths.CopyTo(new Span<nint>(_lengths, Rank));
        }

        ReadStrides(Slots.First, arguments.First, isFlat);
        ReadStrides(Slots.Second, arguments.Second, isFlat);
        ReadStrides(Slots.Third, arguments.Third, isFlat);
        ReadStrides(Slots.FirstResult, arguments.FirstResult, isFlat);
        ReadStrides(Slots.SecondResult, arguments.SecondResult, isFlat);
        ReadStrides(Slots.ThirdResult, arguments.ThirdResult, isFlat);
        for (int dimension = arguments.Axis; dimension < Rank - 1; dimension++)
        {
            Swap(dimension, dimension + 1);
        }
    }

    public int Rank { get; private set; }

    public readonly nint Length(int dimension) => _lengths[dimension];

    public readonly nint Stride(int slot, int dimension) => _strides[(slot * _capacity) + dimension];

    /// <summary>The number of runs along the last dimension.</summary>
    public readonly nint Runs
    {
        get
        {
            nint runs = 1;
            for (int dimension = 0; dimension < Rank - 1; dimension++)
            {
                runs *= _lengths[dimension];
            }

            return runs;
        }
    }

    /// <summary>Reduces the dimensions; the last one stays by itself where rows are to be kept.</summary>
    public void Simplify(bool keepRows)
    {
        if (keepRows)
        {
            Collapse(Rank - 1);
        }
        else if (Rank > 1)
        {
            SortByMemory();
            Collapse(Rank);
        }
    }

    /// <summary>The memory of an operand, before the dimensions are reduced.</summary>
    public readonly Region Region(string name, int slot, void* data, OperandType type) =>
        new(name, data, type.Size(), _lengths, _strides + (slot * _capacity), Rank);

    private readonly void ReadStrides(int slot, in Operand operand, bool isFlat)
    {
        nint* strides = _strides + (slot * _capacity);
        if (!operand.IsPresent)
        {
            new Span<nint>(strides, Rank).Clear();
        }
        else if (!isFlat && !operand.Strides.IsEmpty)
        {
            operand.Strides.CopyTo(new Span<nint>(strides, Rank));
        }
        else
        {
            nint stride = 1;
            for (int dimension = Rank - 1; dimension >= 0; dimension--)
            {
                strides[dimension] = stride;
                stride *= _lengths[dimension];
            }
        }
    }

    /// <summary>Orders the dimensions by their strides, summed over all operands: the longest outermost.</summary>
    private readonly void SortByMemory()
    {
        for (int i = 1; i < Rank; i++)
        {
            for (int j = i; j > 0 && Reach(j - 1) < Reach(j); j--)
            {
                Swap(j - 1, j);
            }
        }
    }

    private readonly nint Reach(int dimension)
    {
        nint reach = 0;
        for (int slot = 0; slot < Slots.Count; slot++)
        {
            reach += nint.Abs(Stride(slot, dimension));
        }

        return reach;
    }

    private readonly void Swap(int left, int right)
    {
        (_lengths[left], _lengths[right]) = (_lengths[right], _lengths[left]);
        for (nint* strides = _strides; strides < _strides + (Slots.Count * _capacity); strides += _capacity)
        {
            (strides[left], strides[right]) = (strides[right], strides[left]);
        }
    }

    /// <summary>Among the first <paramref name="count"/> dimensions, drops those of length 1 and merges neighbours that follow one another in memory.</summary>
    private void Collapse(int count)
    {
        int kept = 0;
        for (int dimension = 0; dimension < Rank; dimension++)
        {
            bool free = dimension < count;
            if (free && _lengths[dimension] == 1 && (kept > 0 || dimension < Rank - 1))
            {
                continue;
            }

            if (free && kept > 0 && FollowsOn(kept - 1, dimension))
            {
                Move(dimension, kept - 1, _lengths[kept - 1] * _lengths[dimension]);
            }
            else
            {
                Move(dimension, kept, _lengths[dimension]);
                kept++;
            }
        }

        Rank = kept;
    }

    private readonly void Move(int from, int to, nint length)
    {
        _lengths[to] = length;
        for (nint* strides = _strides; strides < _strides + (Slots.Count * _capacity); strides += _capacity)
        {
            strides[to] = strides[from];
        }
    }

    /// <summary>Whether, in every operand, one step of the outer dimension is the whole of the inner one.</summary>
    private readonly bool FollowsOn(int outer, int inner)
    {
        for (int slot = 0; slot < Slots.Count; slot++)
        {
            if (Stride(slot, outer) != Stride(slot, inner) * _lengths[inner])
            {
                return false;
            }
        }

        return true;
    }
}
