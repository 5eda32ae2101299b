using System.Numerics;

namespace KLDiv.Files.Loss;

/// <summary>Turns rows back into the layout of a tensor whose classes are not its last axis: plane by plane, each of which is kept until it is whole.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed class PlaneTurner<T>
    where T : unmanaged, INumberBase<T>
{
    private readonly T[] _plane;
    private readonly int _classes, _behind;
    private int _done;

    private PlaneTurner(int classes, int behind) => (_plane, _classes, _behind) = (new T[classes * behind], classes, behind);

    /// <summary>What turns the rows of a source; null where they lie as they are.</summary>
    /// <exception cref="DataFileException">A plane does not fit in an array.</exception>
    public static PlaneTurner<T>? Of(RowSource source)
    {
        if (source.ClassAxis == source.Lengths.Length - 1 || source.Count == 0)
        {
            return null;
        }

        long behind = 1;
        foreach (nint length in source.Lengths[source.ClassAxis..^1])
        {
            behind *= length;
        }

        return behind * source.Support <= Array.MaxLength
            ? new((int)source.Support, (int)behind)
            : throw new DataFileException(source.Name, $"has {behind * source.Support} elements between a row and the next; an output of at most {Array.MaxLength} is written");
    }

    /// <summary>Takes elements that follow those of the call before, and writes the planes that are whole.</summary>
    public void Write(ReadOnlySpan<T> elements, NpyWriter writer)
    {
        foreach (T element in elements)
        {
            (int place, int index) = Math.DivRem(_done, _classes);
            _plane[(index * _behind) + place] = element;
            if (++_done == _plane.Length)
            {
                writer.Write<T>(_plane);
                _done = 0;
            }
        }
    }
}
