using System.Buffers;
using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables.Cells;

namespace KLDiv.Regression.Tables;

/// <summary>
/// Rows with equal features as one row each, whose target is the mean of theirs by weight and whose weight is the sum of theirs. The divergence of a
/// model from the rows is that from the groups and a number that does not depend on the model, so both have one optimum.
/// </summary>
internal sealed class RowGroups
{
    private readonly int[] _starts;
    private readonly int[] _members;

    /// <summary>Finds the groups; they come in the order of their first rows.</summary>
    /// <param name="cells">The rows.</param>
    /// <param name="features">The cells that must be equal: so many from the first on.</param>
    public RowGroups(RowStore cells, int features)
    {
        int[] groups = new int[cells.Rows];
        Count = Number(cells, features, groups);
        _starts = new int[Count + 1];
        foreach (int group in groups)
        {
            _starts[group + 1]++;
        }

        for (int group = 0; group < Count; group++)
        {
            _starts[group + 1] += _starts[group];
        }

        _members = new int[cells.Rows];
        int[] next = _starts[..^1];
        for (int row = 0; row < groups.Length; row++)
        {
            _members[next[groups[row]]++] = row;
        }
    }

    /// <summary>The number of groups.</summary>
    public int Count { get; }

    /// <summary>The rows of a group, in their order.</summary>
    public ReadOnlySpan<int> Members(int group) => _members.AsSpan(_starts[group].._starts[group + 1]);

    /// <summary>The features of the groups.</summary>
    public IMatrixView Features(IMatrixView rows) => new FirstMembers(this, rows);

    /// <summary>The targets of the groups.</summary>
    /// <param name="rows">The targets of the rows.</param>
    /// <param name="weights">One for each row; null: 1.</param>
    public IMatrixView Targets(IMatrixView rows, double[]? weights) => new MeansOfMembers(this, rows, weights);

    /// <summary>The weights of the groups.</summary>
    /// <param name="weights">One for each row; null: 1.</param>
    public double[] Weights(double[]? weights)
    {
        double[] sums = new double[Count];
        for (int group = 0; group < Count; group++)
        {
            sums[group] = WeightOf(group, weights);
        }

        return sums;
    }

    private double WeightOf(int group, double[]? weights)
    {
        ReadOnlySpan<int> members = Members(group);
        if (weights is null)
        {
            return members.Length;
        }

        double sum = 0;
        foreach (int row in members)
        {
            sum += weights[row];
        }

        return sum;
    }

    /// <summary>Gives each row the number of its group.</summary>
    private static int Number(RowStore cells, int features, int[] groups)
    {
        var buckets = new Dictionary<ulong, int>();
        var firsts = new List<int>();
        var others = new List<int>();
        for (int row = 0; row < groups.Length; row++)
        {
            ReadOnlySpan<byte> key = Key(cells, row, features);
            ref int bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(buckets, XxHash3.HashToUInt64(key), out bool isThere);
            int group = isThere ? bucket : -1;

            // Groups of one hash are a chain, from the last that was made to the first.
            while (group >= 0 && !Key(cells, firsts[group], features).SequenceEqual(key))
            {
                group = others[group];
            }

            if (group < 0)
            {
                group = firsts.Count;
                firsts.Add(row);
                others.Add(isThere ? bucket : -1);
                bucket = group;
            }

            groups[row] = group;
        }

        return firsts.Count;
    }

    private static ReadOnlySpan<byte> Key(RowStore cells, int row, int features) => MemoryMarshal.AsBytes(cells.Row(row)[..features]);

    private sealed class FirstMembers(RowGroups groups, IMatrixView rows) : IMatrixView
    {
        public nint Rows => groups.Count;

        public int Columns => rows.Columns;

        public void CopyRow(nint row, Span<double> destination) => rows.CopyRow(groups.Members((int)row)[0], destination);
    }

    private sealed class MeansOfMembers(RowGroups groups, IMatrixView rows, double[]? weights) : IMatrixView
    {
        public nint Rows => groups.Count;

        public int Columns => rows.Columns;

        public void CopyRow(nint row, Span<double> destination)
        {
            int group = (int)row;
            ReadOnlySpan<int> members = groups.Members(group);
            double total = groups.WeightOf(group, weights);
            if (members.Length == 1 || total == 0)
            {
                // A group without weight is not fitted, and any of its targets will do.
                rows.CopyRow(members[0], destination);
                return;
            }

            destination.Clear();
            double[] one = ArrayPool<double>.Shared.Rent(Columns);
            Span<double> target = one.AsSpan(0, Columns);
            foreach (int member in members)
            {
                rows.CopyRow(member, target);
                TensorPrimitives.MultiplyAdd(target, (weights?[member] ?? 1) / total, destination, destination);
            }

            ArrayPool<double>.Shared.Return(one);
        }
    }
}
