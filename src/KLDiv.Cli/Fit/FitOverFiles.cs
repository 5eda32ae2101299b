using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Regression of the distributions in one file on the features in another.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="features">The open file of the features.</param>
/// <param name="target">The open file of the distributions.</param>
/// <param name="host">Where progress and the falling loss go.</param>
/// <param name="output">Where the falling loss is printed; null: nowhere.</param>
internal sealed class FitOverFiles(FitRequest request, TensorFile features, TensorFile target, Host host, TextWriter? output)
{
    /// <summary>What the rounding of a long row in half precision stays below.</summary>
    private const double SumTolerance = 1e-2;

    /// <summary>Fits, evaluates and writes what was asked for.</summary>
    /// <exception cref="TensorFileException">A file is unreadable, malformed, no table of the right kind, or cannot be written.</exception>
    public static FitAnswer Run(FitRequest request, Host host, TextWriter? output)
    {
        using TensorFile features = TensorFile.Open(request.Features);
        using TensorFile target = TensorFile.Open(request.Target);
        try
        {
            return new FitOverFiles(request, features, target, host, output).WithFeatures();
        }
        catch (RegressionDataException wrong)
        {
            string file = wrong.Operand is "targets" ? request.Target : request.Features;
            throw new TensorFileException(file, wrong.Message.TrimEnd('.'), wrong);
        }
    }

    private FitAnswer WithFeatures() => features.ElementType switch
    {
        ElementType.Float16 => WithTarget(features.AsTensorSpan<Half>()),
        ElementType.Float32 => WithTarget(features.AsTensorSpan<float>()),
        _ => WithTarget(features.AsTensorSpan<double>()),
    };

    private FitAnswer WithTarget<TFeature>(in ReadOnlyTensorSpan<TFeature> x)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature> => target.ElementType switch
        {
            ElementType.Float16 => Fit(x, target.AsTensorSpan<Half>()),
            ElementType.Float32 => Fit(x, target.AsTensorSpan<float>()),
            _ => Fit(x, target.AsTensorSpan<double>()),
        };

    private FitAnswer Fit<TFeature, TTarget>(in ReadOnlyTensorSpan<TFeature> x, in ReadOnlyTensorSpan<TTarget> t)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        CheckFolds(x.Lengths[0]);

        OutputFiles.MustBeWritable(request.Model, request.Predictions);
        FitResult result = FitWhole(x, t);
        TellOfRowsThatAreNoDistributions(t);
        CrossValidationResult? folds = request.Folds is { } k ? Validate(x, t, k) : null;
        FitAnswer answer = new(result, Baselines.Mean(t), Baselines.Uniform(t), folds);
        if (request.Predictions is { } predictions)
        {
            new Prediction(result.Model, features, host).Write(predictions);
        }

        if (request.Model is { } path)
        {
            using AtomicFile model = AtomicFile.Create(path);
            result.Model.Save(model);
            model.Commit();
        }

        return answer;
    }

    /// <summary>The criterion takes rows of any sum; who passes counts or logits should hear of it all the same.</summary>
    private void TellOfRowsThatAreNoDistributions<TTarget>(in ReadOnlyTensorSpan<TTarget> t)
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        for (nint row = 0; row < t.Lengths[0]; row++)
        {
            double sum = 0;
            for (nint column = 0; column < t.Lengths[1]; column++)
            {
                sum += double.CreateTruncating(t[row, column]);
            }

            if (Math.Abs(sum - 1) > SumTolerance)
            {
                host.Tell($"{request.Target}: row {row} sums to {sum:G6}, not to 1; a row counts in proportion to its sum");
                return;
            }
        }
    }

    private FitResult FitWhole<TFeature, TTarget>(in ReadOnlyTensorSpan<TFeature> x, in ReadOnlyTensorSpan<TTarget> t)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        using ProgressLine progress = new(host);
        FallingLoss falling = new(output, progress);
        FitResult result = DistributionModel.Fit(x, t, request.Options, progress: falling.Report, cancellationToken: host.Cancellation);
        falling.Finish(result);
        return result;
    }

    private CrossValidationResult Validate<TFeature, TTarget>(in ReadOnlyTensorSpan<TFeature> x, in ReadOnlyTensorSpan<TTarget> t, int folds)
        where TFeature : unmanaged, IFloatingPointIeee754<TFeature>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        using ProgressLine progress = new(host);
        progress.Report(done: 0, $"fold 1 of {folds}");
        return CrossValidation.Run(
            x,
            t,
            folds,
            (ulong)request.Seed,
            request.Options,
            fold => progress.Report((fold.Fold + 1.0) / folds, $"fold {Math.Min(fold.Fold + 2, folds)} of {folds}"),
            host.Cancellation);
    }

    private void CheckFolds(nint rows)
    {
        if (request.Folds > rows)
        {
            throw new CommandLineException($"--folds is {request.Folds}; {request.Features} has {rows} rows, and a fold needs one");
        }
    }
}
