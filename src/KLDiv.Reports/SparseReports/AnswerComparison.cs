using KLDiv.Files;

namespace KLDiv.Reports.SparseReports;

/// <summary>One row of two servers' answers as a pair of short rows: a category for each token that both give, and one for all others.</summary>
internal sealed class AnswerComparison
{
    /// <summary>What is left below this is taken for rounding: servers compute in 32 bits, whose sums over a vocabulary are right to some 1e-6.</summary>
    private const double Rounding = 1e-5;

    private readonly List<double> _input = [], _target = [];

    /// <summary>How many tokens both give.</summary>
    public int Common { get; private set; }

    /// <summary>Whether both give the same tokens.</summary>
    public bool IsSameList { get; private set; }

    /// <summary>The mass of the target's tokens that both give.</summary>
    public double MassSeen { get; private set; }

    public bool IsSameTop { get; private set; }

    /// <summary>The divergence over these categories, in nats; NaN where no token is common and nothing is left on both sides.</summary>
    /// <param name="input">The input's row.</param>
    /// <param name="target">The target's row.</param>
    /// <param name="keyOf">What tells tokens apart.</param>
    /// <param name="options">The divergence, and what becomes of the others.</param>
    public double Compare(AnswerRow input, AnswerRow target, Func<AnswerToken, object> keyOf, SparseReportOptions options)
    {
        Dictionary<object, double> ofInput = Given(input, keyOf), ofTarget = Given(target, keyOf);
        _input.Clear();
        _target.Clear();
        foreach ((object key, double logProbability) in ofTarget)
        {
            if (ofInput.TryGetValue(key, out double other))
            {
                _target.Add(logProbability);
                _input.Add(other);
            }
        }

        Common = _target.Count;
        IsSameList = Common == ofInput.Count && Common == ofTarget.Count;
        IsSameTop = Top(ofInput) is { } top && top.Equals(Top(ofTarget));
        double restOfTarget = Rest(_target), restOfInput = Rest(_input);
        MassSeen = Math.Min(1, 1 - restOfTarget);
        if (options.Tail == SparseTail.Bucket && Math.Max(restOfTarget, restOfInput) > Rounding)
        {
            // Where one side has next to nothing left, the most that it can have gives the least divergence.
            _target.Add(Math.Log(Math.Max(restOfTarget, Rounding)));
            _input.Add(Math.Log(Math.Max(restOfInput, Rounding)));
        }

        if (_target.TrueForAll(double.IsNegativeInfinity) || _input.TrueForAll(double.IsNegativeInfinity))
        {
            return double.NaN;
        }

        double divergence = 0;
        Distillation.PerRow<double, double>(_input.ToArray(), _target.ToArray(), new(ref divergence), new(beta: options.BetaOfDivergence));
        return divergence;
    }

    private static Dictionary<object, double> Given(AnswerRow row, Func<AnswerToken, object> keyOf)
    {
        Dictionary<object, double> given = [];
        for (int i = 0; i < row.Tokens.Count; i++)
        {
            given.TryAdd(keyOf(row.Tokens[i]), row.LogProbabilities[i]);
        }

        return given;
    }

    private static object? Top(Dictionary<object, double> given) => given.Count == 0 ? null : given.MaxBy(item => item.Value).Key;

    /// <summary>The mass that is left.</summary>
    private static double Rest(List<double> logProbabilities) => 1 - logProbabilities.Sum(Math.Exp);
}
