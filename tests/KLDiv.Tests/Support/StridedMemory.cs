using System.Numerics;
using System.Numerics.Tensors;

namespace KLDiv.Tests.Support;

/// <summary>Guarded memory in which one operand lies as a view says, its last element against the page behind.</summary>
internal sealed class StridedMemory<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly nint[] _lengths;
    private readonly nint[] _strides;
    private readonly int _extent;
    private readonly GuardedMemory<T> _memory;

    public StridedMemory(View view, nint[] lengths)
    {
        _lengths = lengths;
        _strides = view.Strides(lengths);
        _extent = view.Extent(lengths);
        _memory = new(_extent);
    }

    /// <summary>The operand.</summary>
    public TensorSpan<T> View => new(_memory.Take(_extent, atEnd: true), _lengths, _strides);

    /// <summary>The operand, marked as untouched together with everything between its elements and around.</summary>
    public TensorSpan<T> Marked()
    {
        _memory.TakeMarked(_extent, atEnd: true);
        return View;
    }

    /// <summary>The operand's elements in order; with the elements themselves marked again, everything must be marked, or something beside them was written.</summary>
    public T[] Flatten(string context)
    {
        var elements = new T[View.FlattenedLength];
        View.FlattenTo(elements);
        View.Fill(GuardedMemory<T>.Mark);
        Span<T> all = _memory.Take(_extent, atEnd: true);
        Assert.True(GuardedMemory<T>.IsUntouched(all) && _memory.IsUntouchedBeside(all), $"{context}: memory between the elements has changed");
        return elements;
    }

    /// <summary>Puts elements where the operand lies; where several are the same memory, the last one stays.</summary>
    /// <returns>The operand's elements in order, as they are then.</returns>
    public T[] Fill(ReadOnlySpan<T> elements)
    {
        Span<T> memory = _memory.Take(_extent, atEnd: true);
        for (int i = 0; i < elements.Length; i++)
        {
            memory[Offset(i)] = elements[i];
        }

        var filled = new T[elements.Length];
        View.FlattenTo(filled);
        return filled;
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>Where an element lies, in elements from the first.</summary>
    private int Offset(nint element)
    {
        nint offset = 0;
        for (int axis = _lengths.Length - 1; axis >= 0; axis--)
        {
            (element, nint index) = Math.DivRem(element, _lengths[axis]);
            offset += index * _strides[axis];
        }

        return (int)offset;
    }
}
