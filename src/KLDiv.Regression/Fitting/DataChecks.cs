using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>What is asked of features and targets, and the words in which it is refused.</summary>
internal static class DataChecks
{
    public const string FeaturesName = "features";

    public const string TargetsName = "targets";

    public const string SupportName = "support";

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

    /// <summary>A fit keeps a copy of the features, and the weights, in one array each.</summary>
    /// <exception cref="RegressionDataException">One of them would be longer than an array can be.</exception>
    public static void LengthsOfFit(ReadOnlySpan<nint> features, ReadOnlySpan<nint> targets)
    {
        if (features[0] > Array.MaxLength / features[1])
        {
            throw new RegressionDataException(
                FeaturesName, $"features has shape {Text(features)}; a fit takes at most {Array.MaxLength} elements");
        }

        if (targets[1] > Array.MaxLength / (features[1] + 1))
        {
            throw new RegressionDataException(
                TargetsName,
                $"features has shape {Text(features)}, targets has shape {Text(targets)}; a model has at most {Array.MaxLength} weights");
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
            int column = FirstNot(row, double.IsFinite);
            throw new RegressionDataException(FeaturesName, $"features[{number}, {column}] is {row[column]}; a feature must be finite");
        }
    }

    /// <summary>Checks every target, and gives the mean of the sums of the rows.</summary>
    /// <exception cref="RegressionDataException">A target is negative, NaN or infinite.</exception>
    public static double MeanMass(RowSet targets)
    {
        double[] row = new double[targets.Columns];
        double mass = 0;
        for (nint i = 0; i < targets.Count; i++)
        {
            targets.CopyRow(i, row);
            double sum = TensorPrimitives.Sum<double>(row);
            if (!double.IsFinite(sum) || TensorPrimitives.Min<double>(row) < 0)
            {
                int column = FirstNot(row, static t => double.IsFinite(t) && t >= 0);
                string what = column < 0 ? $"row {targets.RowOf(i)} of targets sums to {sum}" : $"targets[{targets.RowOf(i)}, {column}] is {row[column]}";
                throw new RegressionDataException(TargetsName, $"{what}; a target must be finite and at least 0");
            }

            mass += sum / targets.Count;
        }

        return mass;
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
