using System.Numerics.Tensors;
using KLDiv.Regression.Fitting.Dense;

namespace KLDiv.Regression.Fitting;

/// <summary>Tells whether features separate classes together, from where a fit goes while its penalty vanishes.</summary>
/// <remarks>
/// Where the minimum is finite the way ends in it. Where it lies at infinity the way goes on in a direction along which no row is fitted worse: in each row
/// the classes that it has grow as fast as any. That can be checked row by row.
/// </remarks>
/// <param name="features">The features, or the terms, standardised.</param>
/// <param name="targets">The targets of the same rows.</param>
/// <param name="hasBias">Whether the parameters end with a bias.</param>
internal sealed unsafe class SeparationPath(StandardFeatures features, RowSet targets, bool hasBias)
{
    /// <summary>From one of these penalties to the other a direction at infinity is gone by ln 100, and what is finite hardly moves.</summary>
    public const double Before = 1e-6, After = 1e-8;

    /// <summary>A class that is less probable than that where it does not happen may be on its way to 0.</summary>
    private const double Suspicious = -10;

    private const double Least = 0.5, Tolerance = 1e-3;

    private const int MostNamed = 3, BlockRows = 64;

    private readonly int _support = targets.Columns;
    private readonly int _width = DenseKernels.Padded(targets.Columns);

    /// <summary>Whether some class that a row does not have has next to no probability there.</summary>
    public bool IsSuspicious(ReadOnlySpan<double> parameters, CancellationToken cancellationToken)
    {
        double least = 0;
        ForRows(
            parameters,
            (logits, target) =>
            {
                double most = TensorPrimitives.Max(logits);
                for (int k = 0; k < logits.Length; k++)
                {
                    least = target[k] == 0 ? Math.Min(least, logits[k] - most) : least;
                }

                return least > Suspicious;
            },
            cancellationToken);
        return least <= Suspicious;
    }

    /// <summary>What is told apart along the way from one point to another; null: nothing for certain.</summary>
    public Separation? Between(double[] before, double[] after, CancellationToken cancellationToken)
    {
        double[] direction = new double[before.Length];
        TensorPrimitives.Subtract<double>(after, before, direction);
        double behind = 0, worst = 0;
        int lost = 0;
        ForRows(
            direction,
            (moves, target) =>
            {
                double most = TensorPrimitives.Max(moves);
                for (int k = 0; k < moves.Length; k++)
                {
                    if (target[k] > 0)
                    {
                        worst = Math.Max(worst, most - moves[k]);
                    }
                    else if (most - moves[k] > behind)
                    {
                        (behind, lost) = (most - moves[k], k);
                    }
                }

                return true;
            },
            cancellationToken);
        return behind >= Least && worst <= Tolerance * behind ? new Separation(lost, Largest(direction, lost), double.NaN, IsAbove: false) : null;
    }

    /// <summary>The features of the largest weights of a class.</summary>
    private int[] Largest(double[] parameters, int k) =>
        [.. Enumerable.Range(0, features.Columns).OrderByDescending(column => Math.Abs(parameters[(column * _width) + k])).Take(MostNamed)];

    /// <summary>Shows z v + c and the target of each row, as long as it is wanted.</summary>
    private void ForRows(ReadOnlySpan<double> parameters, Look look, CancellationToken cancellationToken)
    {
        AlignedBuffer weights = new(features.Columns * _width), start = new(_width);
        AlignedBuffer block = new(BlockRows * features.Stride), logits = new(BlockRows * _width);
        parameters[..weights.Span.Length].CopyTo(weights.Span);
        start.Span.Clear();
        if (hasBias)
        {
            parameters.Slice(features.Columns * _width, _support).CopyTo(start.Span);
        }

        double[] target = new double[_support];
        bool goesOn = true;
        for (nint row = 0; row < features.Rows && goesOn; row += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = (int)nint.Min(BlockRows, features.Rows - row);
            double* z = features.Block(row, count, block.Pointer);
            DenseKernels.Current.Multiply(z, features.Stride, 1, weights.Pointer, logits.Pointer, start.Pointer, count, features.Columns, _width);
            for (int i = 0; i < count && goesOn; i++)
            {
                targets.CopyRow(row + i, target);
                goesOn = TensorPrimitives.Max<double>(target) == 0 || look(logits.Span.Slice(i * _width, _support), target);
            }
        }

        foreach (AlignedBuffer buffer in (ReadOnlySpan<AlignedBuffer>)[weights, start, block, logits])
        {
            GC.KeepAlive(buffer);
        }
    }

    private delegate bool Look(ReadOnlySpan<double> logits, double[] target);
}
