using KLDiv.Benchmarks.Accuracy;

namespace KLDiv.Benchmarks.Peers;

/// <summary>The relative errors of divergences from float logits that are about so far apart.</summary>
/// <param name="Divergence">About how far.</param>
/// <param name="Ours">This library's error.</param>
/// <param name="Torch">PyTorch's; null where there is none.</param>
internal sealed record ExactnessRow(double Divergence, double Ours, double? Torch)
{
    /// <summary>What PyTorch's users write.</summary>
    public const string Expression = "F.kl_div(F.log_softmax(x, -1), F.softmax(log_t, -1), reduction='batchmean')";

    private const double Least = 1e-8;

    /// <summary>A row for each divergence down to where PyTorch's result has no digit left.</summary>
    public static IEnumerable<ExactnessRow> Measure(Torch? torch) =>
        NearRow.Divergences.Where(divergence => divergence >= Least).Select(divergence => Measure(divergence, torch));

    private static ExactnessRow Measure(double divergence, Torch? torch)
    {
        NearPair pair = new(divergence);
        double exact = pair.Divergence();
        torch?.Load(pair.Student, pair.Teacher);
        return new(divergence, Error(pair.InFloat()), torch is null ? null : Error(torch.Value(Expression)));

        double Error(double value) => Math.Abs((value / exact) - 1);
    }
}
