using KLDiv.Simd;

namespace KLDiv.Memory;

/// <summary>
/// How a problem's operands lie in memory, in as few dimensions as possible: dimensions of length 1 go, neighbours that
/// lie one behind the other in every operand become one, and where rows do not matter the dimensions are put in the order of memory.
/// The last dimension that remains is walked in blocks.
/// </summary>
internal unsafe struct Layout
{
    private readonly nint* _lengths;
    private readonly nint* _strides;
    private readonly int _capacity;

    /// <param name="lengths">Room for <paramref name="capacity"/> lengths.</param>
    /// <param name="strides">Room for <paramref name="capacity"/> strides of each operand.</param>
    /// <param name="capacity">The rank of the operands, at least 1.</param>
    public Layout(nint* lengths, nint* strides, int capacity)
    {
        _lengths = lengths;
        _strides = strides;
        _capacity = capacity;
    }

    public int Rank { get; private set; }

    public readonly nint Length(int dimension) => _lengths[dimension];

    public readonly nint Stride(int operand, int dimension) => _strides[(operand * _capacity) + dimension];

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

    /// <summary>Takes over the shape and the strides as they are; of dense operands whose rows do not matter, as one dimension.</summary>
    public void Read(in Problem problem)
    {
        if (problem.IsFlat)
        {
            ReadFlat(problem);
            return;
        }

        ReadOnlySpan<nint> lengths = problem.Input.Lengths;
        Rank = lengths.Length;
        lengths.CopyTo(new Span<nint>(_lengths, Rank));
        ReadStrides(Operands.Input, problem.Input);
        ReadStrides(Operands.Target, problem.Target);
        ReadStrides(Operands.Upstream, problem.Upstream);
        ReadStrides(Operands.Pointwise, problem.Pointwise);
        ReadStrides(Operands.InputGradient, problem.InputGradient);
        ReadStrides(Operands.TargetGradient, problem.TargetGradient);
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
    public readonly Region Region(string name, int operand, void* data, OperandType type) =>
        new(name, data, type.Size(), _lengths, _strides + (operand * _capacity), Rank);

    private void ReadFlat(in Problem problem)
    {
        Rank = 1;
        _lengths[0] = problem.Numel;
        ReadFlat(Operands.Input, problem.Input);
        ReadFlat(Operands.Target, problem.Target);
        ReadFlat(Operands.Upstream, problem.Upstream);
        ReadFlat(Operands.Pointwise, problem.Pointwise);
        ReadFlat(Operands.InputGradient, problem.InputGradient);
        ReadFlat(Operands.TargetGradient, problem.TargetGradient);
    }

    private readonly void ReadFlat(int operand, Operand source) => _strides[operand * _capacity] = source.IsPresent ? 1 : 0;

    private readonly void ReadStrides(int operand, Operand source)
    {
        nint* strides = _strides + (operand * _capacity);
        if (!source.IsPresent)
        {
            new Span<nint>(strides, Rank).Clear();
        }
        else if (!source.Strides.IsEmpty)
        {
            source.Strides.CopyTo(new Span<nint>(strides, Rank));
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

    /// <summary>Orders the dimensions so that one step of an outer one leads further than one of an inner one, over all operands.</summary>
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
        for (int operand = 0; operand < Operands.Count; operand++)
        {
            reach += nint.Abs(Stride(operand, dimension));
        }

        return reach;
    }

    private readonly void Swap(int left, int right)
    {
        (_lengths[left], _lengths[right]) = (_lengths[right], _lengths[left]);
        for (nint* strides = _strides; strides < _strides + (Operands.Count * _capacity); strides += _capacity)
        {
            (strides[left], strides[right]) = (strides[right], strides[left]);
        }
    }

    /// <summary>Drops and merges what can be among the first <paramref name="count"/> dimensions.</summary>
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
        for (nint* strides = _strides; strides < _strides + (Operands.Count * _capacity); strides += _capacity)
        {
            strides[to] = strides[from];
        }
    }

    /// <summary>Whether, in every operand, one step of the outer dimension is the whole of the inner one.</summary>
    private readonly bool FollowsOn(int outer, int inner)
    {
        for (int operand = 0; operand < Operands.Count; operand++)
        {
            if (Stride(operand, outer) != Stride(operand, inner) * _lengths[inner])
            {
                return false;
            }
        }

        return true;
    }
}
