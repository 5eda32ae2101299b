using System.Numerics;
using KLDiv.Criterion;
using KLDiv.Memory;
using KLDiv.Simd;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

/// <summary>Every operation beside pages that may not be touched, against the formulas.</summary>
[Collection(Widths.Name)]
public sealed class LengthTests
{
    private const int Longest = 257;

    private static readonly nint[][] Ragged =
    [
        [1, 5], [1, 1030], [5, 1], [1030, 1], [1, 1], [3, 7], [7, 3], [2, 3, 5], [5, 1, 3], [1, 4, 1], [2, 3, 1, 2, 3], [2, 2, 2, 2, 2],
        [4, 33], [2, 1024], [2, 1025], [3, 700], [2049],
        [0, 3], [3, 0], [2, 0, 3],
    ];

    public static TheoryData<int, bool> Kernels
    {
        get
        {
            TheoryData<int, bool> kernels = [];
            foreach (int width in VectorWidth.All)
            {
                kernels.Add(width, false);
                kernels.Add(width, true);
            }

            return kernels;
        }
    }

    [PagesTheory]
    [MemberData(nameof(Kernels))]
    public void Every_length_to_257_beside_unreadable_pages_gives_what_the_formulas_give(int width, bool logTarget)
    {
        using Settings settings = Settings.Width(width);
        Shapes shapes = new([.. Lengths(width).Select(length => new nint[] { length })], logTarget, Weighted: false, width);
        if (width == 0)
        {
            // Slow, and no length is special to it.
            ElementPairs.ForSome(shapes);
        }
        else
        {
            ElementPairs.ForEach(shapes);
        }
    }

    [PagesTheory]
    [MemberData(nameof(Kernels))]
    public void Every_ragged_shape_beside_unreadable_pages_gives_what_the_formulas_give(int width, bool logTarget)
    {
        using Settings settings = Settings.Width(width);
        ElementPairs.ForEach(new Shapes(Ragged, logTarget, Weighted: false, width));
    }

    [PagesTheory]
    [MemberData(nameof(Kernels))]
    public void Every_ragged_shape_with_row_weights_beside_unreadable_pages_gives_what_the_formulas_give(int width, bool logTarget)
    {
        using Settings settings = Settings.Width(width);
        ElementPairs.ForEach(new Shapes(Ragged, logTarget, Weighted: true, width));
    }

    /// <summary>All lengths; where vectors are emulated, which is slow, those around the multiples of their size.</summary>
    private static IEnumerable<int> Lengths(int width) =>
        Enumerable.Range(0, Longest + 1).Where(length => width <= VectorWidth.Widest || length <= 9 || (length + 1) % 16 <= 2);

    private sealed record Shapes(nint[][] Lengths, bool LogTarget, bool Weighted, int Width) : IPairAction
    {
        public void Run<TInput, TTarget>()
            where TInput : unmanaged, IFloatingPointIeee754<TInput>
            where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        {
            using GuardedOperands<TInput, TTarget> operands = new(Lengths.Max(lengths => (int)lengths.Aggregate((a, b) => a * b)));
            foreach (nint[] lengths in Lengths)
            {
                Sample<TInput, TTarget> sample = new(lengths, LogTarget, Weighted);
                operands.CheckAll(sample, atEnd: true, $"width {Width}, log target {LogTarget}");
                operands.CheckAll(sample, atEnd: false, $"width {Width}, log target {LogTarget}");
            }
        }
    }
}
