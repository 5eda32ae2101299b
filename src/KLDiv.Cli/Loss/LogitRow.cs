using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Cli.Loss;

/// <summary>A row of logits, as long as there is a softmax of it.</summary>
internal static class LogitRow
{
    /// <param name="row">The logits.</param>
    /// <param name="source">The file that they are from.</param>
    /// <param name="block">The block that they are in.</param>
    /// <param name="start">Where in the block the row starts.</param>
    /// <exception cref="DataFileException">There is no softmax of the row.</exception>
    public static void Check<T>(ReadOnlySpan<T> row, RowSource source, Block block, int start)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T largest = TensorPrimitives.Max(row);
        if (T.IsInfinity(largest))
        {
            string what = T.IsNegative(largest) ? "no finite logit" : "the logit Infinity";
            throw new DataFileException(
                source.Name, $"the row that starts at {block.IndexOf(source.Lengths, start)} has {what}, so there is no softmax of it");
        }
    }
}
