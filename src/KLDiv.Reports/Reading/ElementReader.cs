using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Reports.Reading;

/// <summary>Elements of a file in the type that is wanted.</summary>
internal static class ElementReader
{
    /// <summary>Reads elements as doubles.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">The number of the first element.</param>
    /// <param name="destination">Where they go.</param>
    /// <param name="buffer">Memory to read into.</param>
    public static void ReadDoubles(RowSource source, long start, Span<double> destination, RowBuffer buffer)
    {
        switch (source.ElementType)
        {
            case ElementType.Float16:
                Convert<Half>(source, start, destination, buffer);
                break;
            case ElementType.Float32:
                Convert<float>(source, start, destination, buffer);
                break;
            default:
                Convert<double>(source, start, destination, buffer);
                break;
        }
    }

    private static void Convert<T>(RowSource source, long start, Span<double> destination, RowBuffer buffer)
        where T : unmanaged, INumberBase<T> =>
        TensorPrimitives.ConvertTruncating(source.Read<T>(start, destination.Length, buffer), destination);
}
