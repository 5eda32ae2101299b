namespace KLDiv.Regression.Fitting;

/// <summary>Watches the loss on rows held out, keeps the parameters at which it was least, and ends a fit when it has not fallen for a while.</summary>
/// <param name="measure">The loss on the rows held out.</param>
internal sealed class EarlyStopping(Func<ReadOnlySpan<double>, double> measure)
{
    /// <summary>Iterations for which the loss may fail to fall.</summary>
    private const int Patience = 25;

    private int _waited;

    /// <summary>The loss at the last iteration.</summary>
    public double Loss { get; private set; }

    /// <summary>The least loss.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>The parameters at which it was least.</summary>
    public double[] Best { get; private set; } = [];

    /// <summary>Whether the fit is to end.</summary>
    public bool Ends => _waited >= Patience;

    /// <summary>Looks at the parameters after an iteration.</summary>
    public void Look(ReadOnlySpan<double> parameters)
    {
        Loss = measure(parameters);
        _waited++;
        if (Loss < Least || Best.Length == 0)
        {
            _waited = 0;
            Least = Loss;
            Best = parameters.ToArray();
        }
    }
}
