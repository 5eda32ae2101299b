using System.Runtime.InteropServices;

namespace KLDiv.Regression.Neighbours;

/// <summary>
/// Points in boxes that are halved until they are small (a k-d tree: Friedman, Bentley and Finkel 1977), so that a search passes over the boxes that are
/// farther away than what it has.
/// </summary>
/// <remarks>
/// A distance to a box is computed as one to a point in it, by the same operations in the same order, and rounding is monotone: so it is never above that
/// to any of the points inside, and the points found are exactly those that a comparison with every point finds.
/// </remarks>
internal sealed class PointTree
{
    private const int LeafPoints = 16;

    private readonly int _width;
    private readonly double[] _points;
    private readonly int[] _numbers;
    private readonly List<Node> _nodes = [];
    private readonly List<double[]> _boxes = [];

    /// <param name="points">[count, width], finite.</param>
    /// <param name="width">The length of a point.</param>
    public PointTree(double[] points, int width)
    {
        _width = width;
        _numbers = [.. Enumerable.Range(0, points.Length / width)];
        Build(points, 0, _numbers.Length);
        _points = new double[points.Length];
        for (int i = 0; i < _numbers.Length; i++)
        {
            points.AsSpan(_numbers[i] * width, width).CopyTo(_points.AsSpan(i * width));
        }
    }

    /// <summary>Adds the nearest points to those found so far.</summary>
    public void Search(ReadOnlySpan<double> point, Nearest nearest) => Search(0, DistanceTo(0, point), point, nearest);

    private void Search(int index, double distance, ReadOnlySpan<double> point, Nearest nearest)
    {
        Node node = _nodes[index];
        if (!nearest.Takes(distance, node.LeastNumber))
        {
            return;
        }

        if (node.Second == 0)
        {
            for (int i = node.Start; i < node.End; i++)
            {
                nearest.Add(Distances.Squared(point, _points.AsSpan(i * _width, _width)), _numbers[i]);
                if (node.IsOnePlace && !nearest.Takes(distance, _numbers[i] + 1))
                {
                    // All points of the box are as far away, and their numbers ascend.
                    return;
                }
            }

            return;
        }

        double first = DistanceTo(index + 1, point), second = DistanceTo(node.Second, point);
        if (first <= second)
        {
            Search(index + 1, first, point, nearest);
            Search(node.Second, second, point, nearest);
        }
        else
        {
            Search(node.Second, second, point, nearest);
            Search(index + 1, first, point, nearest);
        }
    }

    private double DistanceTo(int index, ReadOnlySpan<double> point) =>
        Distances.SquaredToBox(point, _boxes[index].AsSpan(0, _width), _boxes[index].AsSpan(_width));

    private void Build(double[] points, int start, int end)
    {
        int index = _nodes.Count;
        double[] box = Box(points, start, end);
        int widest = Widest(box, out bool isOnePlace);
        Span<int> numbers = _numbers.AsSpan(start, end - start);
        _boxes.Add(box);
        _nodes.Add(new Node(start, end, 0, 0, isOnePlace));
        if (isOnePlace || numbers.Length <= LeafPoints)
        {
            numbers.Sort();
            _nodes[index] = new Node(start, end, 0, numbers[0], isOnePlace);
            return;
        }

        double[] keys = new double[numbers.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = points[(numbers[i] * _width) + widest];
        }

        keys.AsSpan().Sort(numbers);
        int middle = start + (numbers.Length / 2);
        Build(points, start, middle);
        int second = _nodes.Count;
        Build(points, middle, end);
        _nodes[index] = new Node(start, end, second, Math.Min(_nodes[index + 1].LeastNumber, _nodes[second].LeastNumber), IsOnePlace: false);
    }

    /// <summary>The least and then the greatest of each coordinate.</summary>
    private double[] Box(double[] points, int start, int end)
    {
        double[] box = new double[2 * _width];
        box.AsSpan(0, _width).Fill(double.PositiveInfinity);
        box.AsSpan(_width).Fill(double.NegativeInfinity);
        for (int i = start; i < end; i++)
        {
            for (int column = 0; column < _width; column++)
            {
                double value = points[(_numbers[i] * _width) + column];
                box[column] = Math.Min(box[column], value);
                box[_width + column] = Math.Max(box[_width + column], value);
            }
        }

        return box;
    }

    private int Widest(double[] box, out bool isOnePlace)
    {
        int widest = 0;
        double most = 0;
        isOnePlace = true;
        for (int column = 0; column < _width; column++)
        {
            double extent = box[_width + column] - box[column];
            isOnePlace &= extent == 0;
            if (extent > most)
            {
                (widest, most) = (column, extent);
            }
        }

        return widest;
    }

    /// <summary>A box of points. The first half of one that is halved is the node behind it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Node(int Start, int End, int Second, int LeastNumber, bool IsOnePlace);
}
