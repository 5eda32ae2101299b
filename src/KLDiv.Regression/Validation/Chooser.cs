using KLDiv.Regression.Fitting;
using KLDiv.Regression.Tables;

namespace KLDiv.Regression.Validation;

/// <summary>What a fit is to be made with.</summary>
/// <param name="Bandwidth">How far values are spread.</param>
/// <param name="Fit">The fit, with the penalty that was chosen where one was to be.</param>
/// <param name="Bandwidths">The bandwidths that were tried.</param>
/// <param name="Penalties">The penalties that were tried; null where none was to be chosen.</param>
/// <param name="Notes">What could not be chosen; a line each.</param>
internal sealed record Choice(double Bandwidth, FitOptions Fit, IReadOnlyList<BandwidthStep> Bandwidths, PenaltyPath? Penalties, IReadOnlyList<string> Notes);

/// <summary>Chooses bandwidth and penalty by cross-validation on some rows.</summary>
internal sealed class Chooser
{
    private readonly SpreadRows _rows;
    private readonly RegressionOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly List<string> _notes = [];

    /// <param name="rows">The rows.</param>
    /// <param name="options">What is fitted, and whether its penalty is to be chosen.</param>
    /// <param name="cancellationToken">Ends the work within a block of rows.</param>
    public Chooser(SpreadRows rows, RegressionOptions options, CancellationToken cancellationToken)
    {
        _rows = rows;
        _options = options;
        _cancellationToken = cancellationToken;
        if (rows.Count > TableRegression.MostRowsToChooseOn)
        {
            // In the order of the table, where they lie together in memory.
            int[] drawn = Shuffle.Order(checked((int)rows.Count), options.Seed)[..TableRegression.MostRowsToChooseOn];
            Array.Sort(drawn);
            _rows = rows.Choose(drawn);
        }
    }

    /// <summary>Chooses what is to be chosen: where both are, first the penalty without a bandwidth, then the bandwidth, then the penalty with it.</summary>
    /// <param name="bandwidth">The bandwidth; null: to be chosen, where there are bins.</param>
    public Choice Choose(double? bandwidth)
    {
        FitOptions fit = _options.Fit;
        bool choosesBandwidth = bandwidth is null && _rows.Bins is not null && CanChoose("the bandwidth is 0");
        bool choosesL2 = _options.ChoosesL2 && CanChoose($"the penalty is {fit.For(_rows.Observed).L2}");
        int choices = (choosesBandwidth ? 1 : 0) + (choosesL2 ? 1 : 0) + (choosesBandwidth && choosesL2 ? 1 : 0);
        ChoiceTeller teller = new(_options.Choosing, choices, (int)nint.Min(_options.Folds, _rows.Count));
        double chosen = bandwidth ?? 0;
        IReadOnlyList<BandwidthStep> bandwidths = [];
        if (choosesBandwidth)
        {
            FitOptions before = choosesL2 ? fit with { L2 = PenaltyAt(0, teller).Best } : fit;
            teller.Choose("bandwidth", BandwidthChoice.MostSteps(_rows.Bins!));
            chosen = BandwidthChoice.Choose(_rows.Bins!, trial => HeldOutLoss(trial, before, teller), out bandwidths);
        }

        PenaltyPath? penalties = choosesL2 ? PenaltyAt(chosen, teller) : null;
        return new Choice(chosen, penalties is null ? fit : fit with { L2 = penalties.Best }, bandwidths, penalties, _notes);
    }

    private bool CanChoose(string otherwise)
    {
        bool can = _rows.Count >= 2;
        if (!can)
        {
            _notes.Add($"a single row leaves none to be held out; {otherwise}");
        }

        return can;
    }

    private RegressionOptions Choosing(FitOptions fit) => _options with { Fit = fit, Folds = (int)nint.Min(_options.Folds, _rows.Count) };

    private PenaltyPath PenaltyAt(double bandwidth, ChoiceTeller teller) =>
        PenaltyChoice.Choose(_rows.Kept(bandwidth), _rows.Observed, Choosing(_options.Fit), teller, _cancellationToken);

    private double HeldOutLoss(double bandwidth, FitOptions fit, ChoiceTeller teller)
    {
        PenaltyFold[] folds = PenaltyFold.Cut(_rows.Kept(bandwidth), _rows.Observed, Choosing(fit), _cancellationToken);
        return PenaltyFold.HeldOutLosses(folds, fit.L2, fit.Threads, teller).Average();
    }
}
