namespace KLDiv.Regression.Fitting;

/// <summary>Finds how far to go along a direction: first 1, then by doubling and between bounds.</summary>
/// <param name="value">The value at the start.</param>
/// <param name="slope">The slope along the direction there.</param>
/// <param name="rounding">What the value is uncertain by.</param>
internal sealed class LineSearch(double value, double slope, double rounding)
{
    /// <summary>The share of the fall that the slope promises which a step must keep (Armijo).</summary>
    private const double Decrease = 1e-4;

    /// <summary>The share of the slope that a step may leave (Wolfe).</summary>
    private const double Curvature = 0.9;

    /// <summary>A step that was doubled or halved more often than this is above or below anything of use.</summary>
    private const int MostTries = 50;

    private double _low;
    private double _high = double.PositiveInfinity;
    private int _tries;

    /// <summary>Whether there is anything to be found.</summary>
    public bool Descends => slope < 0 && double.IsFinite(slope);

    /// <summary>The step to try next.</summary>
    public double Length { get; private set; } = 1;

    public bool IsDone => _tries >= MostTries || Length <= 0 || _high - _low <= 1e-12 * _low;

    /// <summary>Whether the step is taken; if not, <see cref="Length"/> is another.</summary>
    public bool Accepts(double reached, double slopeThere)
    {
        _tries++;
        bool falls = reached <= value + (Decrease * Length * slope);
        bool flat = slopeThere >= Curvature * slope;

        // Where the values' difference is rounding, the slopes tell: the parabola through them falls as far as it must.
        bool tells = Math.Abs(reached - value) <= rounding && slopeThere <= ((2 * Decrease) - 1) * slope;
        if ((falls || tells) && flat)
        {
            return true;
        }

        if (falls || tells)
        {
            _low = Length;
        }
        else
        {
            _high = Length;
        }

        Length = double.IsInfinity(_high) ? 2 * Length : Between(reached);
        return false;
    }

    /// <summary>The bottom of the parabola through the start, its slope and what was reached, where that is well between the bounds; or the middle.</summary>
    private double Between(double reached)
    {
        double middle = 0.5 * (_low + _high);
        if (_low > 0 || !double.IsFinite(reached))
        {
            return !double.IsFinite(reached) ? _low + (0.1 * (_high - _low)) : middle;
        }

        double bottom = -slope * _high * _high / (2 * (reached - value - (slope * _high)));
        return Math.Clamp(bottom, 0.05 * _high, middle);
    }
}
