using System.Numerics;
using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

/// <summary>Views that are not dense: slices, transposes, broadcasts, in every mixture of operands.</summary>
[Collection(Widths.Name)]
public sealed class StridedTests
{
    private static readonly nint[][] Shapes = [[9], [5, 7], [7, 1], [1, 6], [2, 3, 5], [3, 2, 2, 4], [2, 3, 1, 2, 3]];

    /// <summary>Rows of several blocks.</summary>
    private static readonly nint[][] LongShapes = [[2, 1100], [1100, 2]];

    [PagesTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Views_of_any_rank_give_what_their_dense_copies_give(bool logTarget, bool weighted)
    {
        ElementPairs.ForSome(new EveryMixture(Shapes, logTarget, weighted, Step: 3));
    }

    [PagesTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Views_longer_than_a_block_give_what_their_dense_copies_give(bool logTarget)
    {
        ElementPairs.ForSome(new EveryMixture(LongShapes, logTarget, Weighted: false, Step: 13));
    }

    [PagesFact]
    public void Views_give_what_their_dense_copies_give_without_vectors_too()
    {
        using Settings settings = Settings.Width(0);
        ElementPairs.ForSome(new EveryMixture(Shapes, LogTarget: true, Weighted: false, Step: 11));
    }

    /// <summary>Every <paramref name="Step"/>th mixture of the views of input and target, and so of all others; other ones for each shape.</summary>
    private sealed record EveryMixture(nint[][] Shapes, bool LogTarget, bool Weighted, int Step) : IPairAction
    {
        public void Run<TInput, TTarget>()
            where TInput : unmanaged, IFloatingPointIeee754<TInput>
            where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
        {
            for (int shape = 0; shape < Shapes.Length; shape++)
            {
                Sample<TInput, TTarget> sample = new(Shapes[shape], LogTarget, Weighted);
                for (int mixture = shape % Step; mixture < View.All.Length * View.All.Length; mixture += Step)
                {
                    (int input, int target) = Math.DivRem(mixture, View.All.Length);
                    using StridedOperands<TInput, TTarget> operands = new(sample, input, target);
                    operands.CheckAll();
                }
            }
        }
    }
}
