using KLDiv.Memory;

namespace KLDiv.Softmaxes;

/// <summary>A row of a call, read and written block by block in double, of whatever type and however strided it is.</summary>
internal readonly unsafe ref struct RowBlocks(PinnedArguments* memory, RunCursor* cursor, double* buffers)
{
    /// <summary>The buffers of a walk, in elements.</summary>
    public const int BufferLength = 2 * MaxLength;

    /// <summary>The most elements of a block.</summary>
    public const int MaxLength = 1024;

    /// <summary>The length of the row.</summary>
    public nint Length => memory->Layout.Length(memory->Layout.Rank - 1);

    /// <summary>Goes to the next block.</summary>
    /// <param name="start">Where the block begins; at first -1.</param>
    public bool Next(ref nint start)
    {
        start = start < 0 ? 0 : start + MaxLength;
        return start < Length;
    }

    /// <summary>A copy of a block of the first operand.</summary>
    public Span<double> First(nint start) => Read(Slots.First, start, buffers);

    /// <summary>A copy of a block of the second operand.</summary>
    public Span<double> Second(nint start) => Read(Slots.Second, start, buffers + MaxLength);

    /// <summary>Room for a block of the result.</summary>
    public Span<double> Room(nint start) => new(buffers, (int)nint.Min(MaxLength, Length - start));

    /// <summary>Writes a block of the result.</summary>
    public void Write(nint start, Span<double> block)
    {
        fixed (double* values = block)
        {
            double* place = memory->Place(Slots.FirstResult, *cursor, start, values);
            if (place != values)
            {
                block.CopyTo(new Span<double>(place, block.Length));
            }

            memory->Write(Slots.FirstResult, values, *cursor, start, block.Length);
        }
    }

    private Span<double> Read(int slot, nint start, double* buffer)
    {
        int count = (int)nint.Min(MaxLength, Length - start);
        Span<double> copy = new(buffer, count);
        double* elements = memory->Read(slot, *cursor, start, count, buffer);
        if (elements != buffer)
        {
            new Span<double>(elements, count).CopyTo(copy);
        }

        return copy;
    }
}
