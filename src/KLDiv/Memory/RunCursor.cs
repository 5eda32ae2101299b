namespace KLDiv.Memory;

/// <summary>The offset of the current run in each operand.</summary>
internal unsafe struct RunCursor
{
    private readonly Layout* _layout;
    private readonly nint* _indices;
    private fixed long _offsets[Slots.Count];

    /// <param name="layout">The layout whose runs are walked.</param>
    /// <param name="indices">Room for an index in each dimension.</param>
    /// <param name="run">The first run.</param>
    public RunCursor(Layout* layout, nint* indices, nint run)
    {
        // A fixed buffer is not set to 0 by a constructor of its own accord.
        this = default;
        _layout = layout;
        _indices = indices;
        for (int dimension = layout->Rank - 2; dimension >= 0; dimension--)
        {
            (run, nint index) = Math.DivRem(run, layout->Length(dimension));
            indices[dimension] = index;
            Shift(dimension, index);
        }
    }

    public readonly nint Offset(int slot) => (nint)_offsets[slot];

    /// <summary>How many runs from this one on lie at equal distances in memory.</summary>
    public readonly nint RunsInLine => _layout->Rank < 2 ? 1 : _layout->Length(_layout->Rank - 2) - _indices[_layout->Rank - 2];

    /// <summary>Goes on by as many runs, at most to the end of a line.</summary>
    public void Advance(nint runs)
    {
        if (runs > 1)
        {
            _indices[_layout->Rank - 2] += runs - 1;
            Shift(_layout->Rank - 2, runs - 1);
        }

        if (runs > 0)
        {
            Advance();
        }
    }

    /// <summary>Goes on to the next run.</summary>
    public void Advance()
    {
        for (int dimension = _layout->Rank - 2; dimension >= 0; dimension--)
        {
            nint length = _layout->Length(dimension);
            if (++_indices[dimension] < length)
            {
                Shift(dimension, 1);
                return;
            }

            _indices[dimension] = 0;
            Shift(dimension, 1 - length);
        }
    }

    private void Shift(int dimension, nint steps)
    {
        for (int slot = 0; slot < Slots.Count; slot++)
        {
            _offsets[slot] += steps * _layout->Stride(slot, dimension);
        }
    }
}
