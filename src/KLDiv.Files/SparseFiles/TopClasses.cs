using System.Numerics.Tensors;

namespace KLDiv.Files.SparseFiles;

/// <summary>The most probable classes of a row.</summary>
internal sealed class TopClasses(SparsityLimit limit, int classes)
{
    private readonly int _most = Math.Min(limit.Top ?? classes, classes);
    private readonly PriorityQueue<int, (double LogProbability, int Order)> _queue = new();
    private readonly long[] _ids = new long[Math.Min(limit.Top ?? classes, classes)];
    private readonly double[] _logProbabilities = new double[Math.Min(limit.Top ?? classes, classes)];
    private int _count;

    /// <summary>The classes, the most probable first; of equal ones the lower number.</summary>
    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, _count);

    public ReadOnlySpan<double> LogProbabilities => _logProbabilities.AsSpan(0, _count);

    /// <returns>The mass of the classes that are taken.</returns>
    public double Take(ReadOnlySpan<double> logProbabilities)
    {
        _queue.Clear();
        double bar = double.NegativeInfinity;
        for (int id = 0; id < logProbabilities.Length; id++)
        {
            if (_queue.Count < _most)
            {
                _queue.Enqueue(id, (logProbabilities[id], -id));
            }
            else if (logProbabilities[id] > bar)
            {
                _queue.EnqueueDequeue(id, (logProbabilities[id], -id));
            }
            else
            {
                continue;
            }

            bar = _queue.TryPeek(out _, out (double LogProbability, int Order) least) ? least.LogProbability : bar;
        }

        for (int i = _queue.Count - 1; i >= 0; i--)
        {
            int id = _queue.Dequeue();
            (_ids[i], _logProbabilities[i]) = (id, logProbabilities[id]);
        }

        return Cut();
    }

    /// <summary>Leaves out classes without a probability, and those beyond the mass that is wanted.</summary>
    private double Cut()
    {
        double mass = 0;
        for (_count = 0; _count < _most && !double.IsNegativeInfinity(_logProbabilities[_count]) && !(mass >= limit.Mass); _count++)
        {
            mass += Math.Exp(_logProbabilities[_count]);
        }

        return Math.Min(1, mass);
    }
}
