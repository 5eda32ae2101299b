using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>A model with a hidden layer to be fitted to some rows, of which a share is held out to end the fit.</summary>
/// <remarks>
/// All rows at once, by the L-BFGS of the other forms: it needs no step length to be chosen, and gives the same bits every time. The
/// first V are normal with variance 1 / features and W are 0, so that the fit starts from the mean distribution.
/// </remarks>
internal sealed class HiddenProblem
{
    /// <summary>Below that divergence a model reproduces the rows, for which it takes infinite weights where a row rules a class out.</summary>
    private const double Reproduced = 1e-6;

    private readonly FitRows _all;
    private readonly FitRows _data;
    private readonly FitRows? _heldOut;
    private readonly FitOptions _options;
    private readonly StandardFeatures _features;
    private readonly TargetMoments _moments;
    private readonly HiddenShape _shape;
    private readonly CancellationToken _cancellationToken;

    public HiddenProblem(FitRows data, FitOptions options, CancellationToken cancellationToken)
    {
        _all = data;
        _data = data;
        _cancellationToken = cancellationToken;
        int heldOut = (int)(data.Rows * options.HeldOutShare);
        if (heldOut > 0)
        {
            int[] order = Shuffle.Order(checked((int)data.Rows), options.Seed);
            _heldOut = data.Choose(order[..heldOut]);
            _data = data.Choose([.. order[heldOut..].Order()]);
            _ = DataChecks.MeanMass(_heldOut.Targets);
        }

        _options = options.For(_data);
        _features = new StandardFeatures(_data, options.HasBias, options.MaxDegreeOfParallelism, cancellationToken);
        _moments = new TargetMoments(_data, _features, options.MaxDegreeOfParallelism, cancellationToken);
        _shape = new HiddenShape(_features.Columns, options.HiddenUnits, _moments.Support, options.HasBias);
    }

    public FitResult Solve(IProgress<FitProgress>? progress)
    {
        FitResult result = Minimise(_options, progress);
        if (_options.Penalty > 0 || result.Stop == FitStop.HeldOutRose)
        {
            return result;
        }

        IReadOnlyList<Separation> separations = SeparationScan.Find(_data, _options.HasBias, _cancellationToken);
        return separations.Count > 0 || (result.Loss < Reproduced && HasZeros())
            ? Minimise(_options with { L2 = FitOptions.Vanishing * _moments.Mass }, progress: null) with { Stop = FitStop.MinimumAtInfinity, L2 = 0, Separations = separations }
            : result;
    }

    /// <summary>Whether some row rules a class out, which no finite weights do.</summary>
    private bool HasZeros()
    {
        double[] target = new double[_shape.Support];
        for (nint row = 0; row < _data.Rows; row++)
        {
            _data.Targets.CopyRow(row, target);
            if (TensorPrimitives.Max<double>(target) > 0 && target.AsSpan().Contains(0))
            {
                return true;
            }
        }

        return false;
    }

    private FitResult Minimise(FitOptions options, IProgress<FitProgress>? progress)
    {
        var objective = new HiddenObjective(_data, _features, _moments, options, _shape, _cancellationToken);
        EarlyStopping? watch = _heldOut is null
            ? null
            : new EarlyStopping(parameters => Model(parameters).Evaluate(_heldOut, _cancellationToken));
        var minimisation = new Minimisation(objective, new HiddenScaling(_shape, _moments, _data.TotalWeight), options, progress)
        {
            EarlyStopping = watch,
        };
        FitStop stop = minimisation.Run(Start());
        DistributionModel model = Model(watch is null ? minimisation.Parameters : watch.Best);
        double loss = objective.LossOf(minimisation.Lowest, minimisation.Parameters);
        if (watch is not null)
        {
            // Of another point and more rows than the optimiser's last: what it errs by there is carried over, to be found out like any other.
            loss += model.Evaluate(_all, _cancellationToken) - Model(minimisation.Parameters).Evaluate(_data, _cancellationToken);
        }

        return new FitResult(
            model,
            loss,
            loss + objective.ObjectiveOf(minimisation.Lowest) - objective.LossOf(minimisation.Lowest, minimisation.Parameters),
            minimisation.Iterations,
            minimisation.Evaluations,
            minimisation.GradientNorm,
            stop)
        {
            L2 = options.Penalty,
            Threads = options.MaxDegreeOfParallelism,
            HeldOutLoss = watch?.Least,
        };
    }

    private double[] Start()
    {
        double[] start = new double[_shape.Count];
        ulong state = _options.Seed;
        double deviation = 1 / Math.Sqrt(_shape.Features);
        for (int feature = 0; feature < _shape.Features; feature++)
        {
            for (int unit = 0; unit < _shape.Units; unit++)
            {
                start[(feature * _shape.UnitWidth) + unit] = deviation * Shuffle.Normal(ref state);
            }
        }

        if (_shape.HasBias)
        {
            TensorPrimitives.Log(
                MeanHessian.MeanDistribution(_moments, _data.TotalWeight).AsSpan(0, _shape.Support), start.AsSpan(_shape.BiasAt, _shape.Support));
        }

        return start;
    }

    private HiddenLayerRegression Model(ReadOnlySpan<double> parameters)
    {
        double[] hiddenWeights = Unpad(parameters, _shape.Features, _shape.UnitWidth, _shape.Units);
        double[] weights = Unpad(parameters[_shape.WeightsAt..], _shape.Units, _shape.Width, _shape.Support);
        double[] hiddenBias = new double[_shape.Units], bias = new double[_shape.Support];
        if (_shape.HasBias)
        {
            parameters.Slice(_shape.HiddenBiasAt, _shape.Units).CopyTo(hiddenBias);
            parameters.Slice(_shape.BiasAt, _shape.Support).CopyTo(bias);
        }

        _features.MapBack(hiddenWeights, hiddenBias);
        return new HiddenLayerRegression(hiddenWeights, hiddenBias, weights, bias);
    }

    private static double[] Unpad(ReadOnlySpan<double> padded, int rows, int width, int columns)
    {
        double[] values = new double[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            padded.Slice(row * width, columns).CopyTo(values.AsSpan(row * columns));
        }

        return values;
    }
}
