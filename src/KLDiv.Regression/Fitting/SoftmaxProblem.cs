using System.Numerics.Tensors;
using KLDiv.Regression.Models;

namespace KLDiv.Regression.Fitting;

/// <summary>A softmax regression, with interactions or without, to be fitted to some rows: what does not depend on the penalty is worked out once.</summary>
internal sealed class SoftmaxProblem
{
    private readonly FitRows _data;
    private readonly FitOptions _options;
    private readonly StandardFeatures _features;
    private readonly FeaturePairs? _pairs;
    private readonly StandardFeatures _terms;
    private readonly TargetMoments _moments;
    private readonly CancellationToken _cancellationToken;
    private readonly FitRows _rowsOfTerms;
    private FeatureBasis? _basis;
    private IReadOnlyList<Separation>? _separations;

    /// <param name="data">The rows.</param>
    /// <param name="options">Their form, bias and threads.</param>
    /// <param name="cancellationToken">Ends it within a block of rows.</param>
    public SoftmaxProblem(FitRows data, FitOptions options, CancellationToken cancellationToken)
    {
        _data = data;
        _options = options;
        _cancellationToken = cancellationToken;
        _features = new StandardFeatures(data, options.HasBias, options.MaxDegreeOfParallelism, cancellationToken);
        (_terms, _rowsOfTerms) = (_features, data);
        if (options.Form == ModelForm.Interactions)
        {
            _pairs = FeaturePairs.Of(data.Features, _features.Scales, cancellationToken);
            FitRows terms = data.WithFeatures(new RowSet(new TermRows(_features, _pairs)));
            DataChecks.LengthsOfFit(terms, options with { Form = ModelForm.Softmax });
            _rowsOfTerms = terms;
            _terms = new StandardFeatures(terms, options.HasBias, options.MaxDegreeOfParallelism, cancellationToken);
        }

        _moments = new TargetMoments(data, _terms, options.MaxDegreeOfParallelism, cancellationToken);
    }

    /// <summary>The parameters of the last solution, from which the next may start; empty before.</summary>
    public double[] Solution { get; private set; } = [];

    /// <summary>Fits.</summary>
    /// <param name="options">Those of the problem, with any penalty and tolerance.</param>
    /// <param name="progress">Told before the first iteration and after each.</param>
    public FitResult Solve(FitOptions options, IProgress<FitProgress>? progress)
    {
        options = options.For(_data);
        if (options.Penalty > 0)
        {
            return Minimise(options, progress);
        }

        _separations ??= SeparationScan.Find(_rowsOfTerms, options.HasBias, _cancellationToken);
        return _separations.Count > 0
            ? AtInfinity(options, _separations, progress)
            : Minimise(options, progress) is var exact && Together(options) is { } separation ? AtInfinity(options, [separation], progress: null) : exact;
    }

    /// <summary>Where the minimum lies at infinity, the model at a penalty that is next to nothing: its weights are bounded, and it says of other rows what is least certain.</summary>
    private FitResult AtInfinity(FitOptions options, IReadOnlyList<Separation> separations, IProgress<FitProgress>? progress)
    {
        Solution = [];
        FitResult result = Minimise(options with { L2 = FitOptions.Vanishing * _moments.Mass }, progress);
        return result with { Stop = FitStop.MinimumAtInfinity, Objective = result.Loss, L2 = 0, Separations = separations };
    }

    /// <summary>What several features tell apart together, after a fit without a penalty; null: nothing.</summary>
    private Separation? Together(FitOptions options)
    {
        double[] exact = Solution;
        var path = new SeparationPath(_terms, _data.Targets, options.HasBias);
        if (!path.IsSuspicious(exact, _cancellationToken))
        {
            return null;
        }

        Solution = [];
        _ = Minimise(options with { L2 = SeparationPath.Before * _moments.Mass }, progress: null);
        double[] before = Solution;
        _ = Minimise(options with { L2 = SeparationPath.After * _moments.Mass }, progress: null);
        double[] after = Solution;
        Solution = exact;
        return path.Between(before, after, _cancellationToken);
    }

    private FitResult Minimise(FitOptions options, IProgress<FitProgress>? progress)
    {
        var objective = new SoftmaxObjective(_terms, _moments, _data.TotalWeight, options, _cancellationToken);
        var preconditioner = new MeanHessian(_moments, _terms, _data.TotalWeight, options);
        var minimisation = new Minimisation(objective, preconditioner, options, progress)
        {
            Refresh = _moments.HasSecond ? point => objective.HessianAt(point, _basis ??= new FeatureBasis(_moments, _terms, _data.TotalWeight)) : null,
        };
        double[] start = Solution;
        int before = 0;
        if (start.Length == 0)
        {
            start = new double[objective.ParameterCount];
            before = Begin(start, progress);
        }

        FitStop stop = minimisation.Run(start, before);
        Solution = minimisation.Parameters.ToArray();
        return new FitResult(
            Model(minimisation.Parameters),
            objective.LossOf(minimisation.Lowest, minimisation.Parameters),
            objective.ObjectiveOf(minimisation.Lowest),
            minimisation.Iterations,
            minimisation.Evaluations,
            minimisation.GradientNorm,
            stop)
        {
            L2 = options.Penalty,
            Threads = options.MaxDegreeOfParallelism,
        };
    }

    /// <summary>With a bias the mean distribution is the best without features; it is known, and gone to first.</summary>
    /// <returns>The iterations that makes.</returns>
    private int Begin(double[] start, IProgress<FitProgress>? progress)
    {
        if (!_options.HasBias)
        {
            return 0;
        }

        Span<double> bias = start.AsSpan(_terms.Columns * _moments.Width, _moments.Support);
        TensorPrimitives.Log(MeanHessian.MeanDistribution(_moments, _data.TotalWeight).AsSpan(0, bias.Length), bias);
        TensorPrimitives.Subtract(bias, SteadySums.Average(bias), bias);
        if (TensorPrimitives.MaxMagnitude<double>(bias) == 0)
        {
            return 0;
        }

        double uniform = (_moments.Constant / _data.TotalWeight) + (_moments.TotalMass / _data.TotalWeight * Math.Log(_moments.Support));
        progress?.Report(new FitProgress(0, uniform, uniform));
        return 1;
    }

    private DistributionModel Model(ReadOnlySpan<double> parameters)
    {
        int width = _moments.Width, support = _moments.Support;
        double[] weights = new double[_terms.Columns * support];
        double[] bias = new double[support];
        for (int row = 0; row < _terms.Columns; row++)
        {
            Unpad(parameters.Slice(row * width, support), weights.AsSpan(row * support, support));
        }

        if (_options.HasBias)
        {
            Unpad(parameters.Slice(_terms.Columns * width, support), bias);
        }

        _terms.MapBack(weights, bias);
        return _pairs is null
            ? new SoftmaxRegression(weights, bias)
            : new InteractionRegression(_features.Means, _features.Scales, _pairs, weights, bias);
    }

    /// <summary>Of the weights that give the same distributions, those that sum to 0 over the support.</summary>
    private static void Unpad(ReadOnlySpan<double> padded, Span<double> values) =>
        TensorPrimitives.Subtract(padded, SteadySums.Average(padded), values);
}
