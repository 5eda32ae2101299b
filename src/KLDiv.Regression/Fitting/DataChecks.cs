using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Fitting;

/// <summary>What is asked of features and targets, and the words in which it is refused.</summary>
internal static class DataChecks
{
    public const string FeaturesName = "features";

    public const string TargetsName = "targets";

    public const string TableName = "table";

    public const string SupportName = "support";

    public const string WeightsName = "weights";

    /// <exception cref="RegressionDataException">One of the shapes is not [rows, columns] with at least one of each, or the rows differ.</exception>
    public static void Shapes(ReadOnlySpan<nint> features, ReadOnlySpan<nint> targets)
    {
        TwoDimensions(features, FeaturesName, FeaturesName);
        TwoDimensions(targets, TargetsName, SupportName);
        if (features[0] != targets[0])
        {
            throw new RegressionDataException(
                TargetsName, $"features has shape {Text(features)}, targets has shape {Text(targets)}; they must have the same number of rows");
        }
    }

    /// <exception cref="RegressionDataException">The shape is not [rows, columns] with at least one of each.</exception>
    public static void TwoDimensions(ReadOnlySpan<nint> shape, string name, string columns)
    {
        if (shape.Length != 2 || shape[0] < 1 || shape[1] < 1)
        {
            throw new RegressionDataException(name, $"{name} has shape {Text(shape)}; it must be [rows, {columns}], with at least one of each");
        }
    }

    /// <summary>What weights may sum to, so that their products with losses neither overflow nor vanish.</summary>
    private const double LeastWeight = 1e-150, MostWeight = 1e150;

    /// <summary>Interactions are as many as half the square of the features.</summary>
    private const int MostInteracting = 1024;

    /// <summary>A fit keeps the weights in one array, and of each row what it weighs.</summary>
    /// <exception cref="RegressionDataException">One of them would be longer than an array can be, or the interactions are too many.</exception>
    public static void LengthsOfFit(FitRows rows, FitOptions options)
    {
        (RowSet features, RowSet targets) = (rows.Features, rows.Targets);
        string both = $"features has shape {Text([features.Count, features.Columns])}, targets has shape {Text([targets.Count, targets.Columns])}";
        if (targets.Count > Array.MaxLength / 2)
        {
            throw new RegressionDataException(TargetsName, $"{both}; a fit takes at most {Array.MaxLength / 2} rows");
        }

        if (options.Form == ModelForm.Interactions && features.Columns > MostInteracting)
        {
            throw new RegressionDataException(FeaturesName, $"{both}; interactions are fitted of at most {MostInteracting} features");
        }

        if (Math.Max(DenseKernels.Padded(targets.Columns), options.HiddenUnits) > Array.MaxLength / 2 / (features.Columns + 1))
        {
            throw new RegressionDataException(TargetsName, $"{both}; a model has at most {Array.MaxLength / 2} weights");
        }
    }

    /// <exception cref="RegressionDataException">The features are not as many as the model's.</exception>
    public static void FeaturesOfModel(ReadOnlySpan<nint> shape, int expected)
    {
        TwoDimensions(shape, FeaturesName, FeaturesName);
        if (shape[1] != expected)
        {
            throw new RegressionDataException(
                FeaturesName, $"features has shape {Text(shape)}, the model takes {expected} features; the last length must be {expected}");
        }
    }

    /// <exception cref="RegressionDataException">The targets are not as long as the model's distributions.</exception>
    public static void TargetsOfModel(ReadOnlySpan<nint> shape, int expected)
    {
        if (shape[1] != expected)
        {
            throw new RegressionDataException(
                TargetsName, $"targets has shape {Text(shape)}, the model has a support of {expected}; the last length must be {expected}");
        }
    }

    /// <exception cref="RegressionDataException">A feature is NaN or infinite.</exception>
    public static void Features(ReadOnlySpan<double> row, nint number)
    {
        if (!TensorPrimitives.IsFiniteAll(row))
        {
            throw Feature(row, number, FirstNot(row, double.IsFinite), "a feature must be finite");
        }
    }

    /// <summary>An error of one feature.</summary>
    public static RegressionDataException Feature(ReadOnlySpan<double> row, nint number, int column, string reason) =>
        new(FeaturesName, $"features[{number}, {column}] is {row[column]}; {reason}") { Row = number, Column = column, Reason = reason };

    /// <summary>The sum of the rows' weights.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="weights">One a row of the matrix that they are of.</param>
    /// <param name="zeros">How many of them are 0.</param>
    /// <exception cref="RegressionDataException">A weight is not finite and at least 0, or all are 0, or their sum overflows.</exception>
    public static double TotalWeight(RowSet rows, double[] weights, out nint zeros)
    {
        double total = 0;
        zeros = 0;
        for (nint i = 0; i < rows.Count; i++)
        {
            double weight = weights[rows.RowOf(i)];
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new RegressionDataException(WeightsName, $"the weight of row {rows.RowOf(i)} is {weight}; a weight must be finite and at least 0");
            }

            zeros += weight == 0 ? 1 : 0;
            total += weight;
        }

        return IsNoTotalWeight(total) is { } reason
            ? throw new RegressionDataException(WeightsName, $"the weights of the rows sum to {total}; {reason}")
            : total;
    }

    /// <summary>What is wrong with a sum of weights; null: nothing.</summary>
    public static string? IsNoTotalWeight(double total) =>
        total is >= LeastWeight and <= MostWeight ? null
        : total > 0 && double.IsFinite(total) ? $"they must sum to a number from {LeastWeight} to {MostWeight}, so multiply them all by one number"
        : "they must sum to a finite number above 0";

    /// <summary>The weights as an array; null for none.</summary>
    /// <exception cref="RegressionDataException">They are not as many as the rows.</exception>
    public static double[]? Weights(ReadOnlySpan<double> weights, nint rows) => weights.IsEmpty
        ? null
        : weights.Length == rows
        ? weights.ToArray()
        : throw new RegressionDataException(WeightsName, $"there are {weights.Length} weights and {rows} rows; there must be one a row");

    /// <summary>Checks every target, and gives the mean of the sums of the rows.</summary>
    /// <exception cref="RegressionDataException">A target is negative, NaN or infinite.</exception>
    public static double MeanMass(RowSet targets)
    {
        double[] row = new double[targets.Columns];
        double mass = 0;
        for (nint i = 0; i < targets.Count; i++)
        {
            targets.CopyRow(i, row);
            double sum = SteadySums.Sum(row);
            if (!double.IsFinite(sum) || TensorPrimitives.Min<double>(row) < 0)
            {
                RefuseTargets(row, targets.RowOf(i), sum);
            }

            mass += sum / targets.Count;
        }

        return mass;
    }

    /// <exception cref="RegressionDataException">Always.</exception>
    [DoesNotReturn]
    public static void RefuseTargets(ReadOnlySpan<double> row, nint number, double sum)
    {
        int column = FirstNot(row, static t => double.IsFinite(t) && t >= 0);
        string what = column < 0 ? $"row {number} of targets sums to {sum}" : $"targets[{number}, {column}] is {row[column]}";
        throw new RegressionDataException(TargetsName, $"{what}; a target must be finite and at least 0");
    }

    /// <summary>An error of a fit that ended where no number is: of whatever was in its sums.</summary>
    public static RegressionDataException Overflow(FitResult result) => new(
        TargetsName,
        $"the fit ends at a divergence of {result.Loss}, {result.Objective} with the penalty {result.L2}, and a gradient of {result.GradientNorm}; "
        + "targets, weights or penalty are too far from 1 to compute with");

    /// <summary>An error of targets, each of them finite, whose sums overflow or vanish; it names the row at which that shows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="total">The weighted sum of all targets.</param>
    public static RegressionDataException SizeOfTargets(FitRows rows, double total)
    {
        double[] row = new double[rows.Targets.Columns], weight = new double[1];
        double sum = 0, largest = 0, running = 0;
        nint at = 0;
        for (nint i = 0; i < rows.Rows && double.IsFinite(running); i++)
        {
            rows.Targets.CopyRow(i, row);
            rows.CopyWeights(i, weight);
            sum = weight[0] * SteadySums.Sum(row);
            running += sum;
            (largest, at) = sum > largest || !double.IsFinite(running) ? (sum, i) : (largest, at);
        }

        string what = double.IsFinite(running) ? $"the targets of all rows to {total}" : $"those of the rows up to it to {running}";
        return new RegressionDataException(
            TargetsName,
            $"row {rows.Targets.RowOf(at)} of targets sums to {largest}, and {what}; that is too far from 1 to compute with, so multiply all targets by one number");
    }

    public static string Text(ReadOnlySpan<nint> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private static int FirstNot(ReadOnlySpan<double> row, Func<double, bool> holds)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (!holds(row[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
