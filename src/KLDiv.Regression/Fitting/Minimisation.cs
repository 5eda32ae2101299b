using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>L-BFGS over an objective, from a start and an approximate inverse of the Hessian.</summary>
/// <remarks>
/// J. Nocedal and S. J. Wright, Numerical Optimization, second edition (2006), algorithm 7.4, with the inverse Hessian that the recursion begins with
/// given from outside. Steps meet the weak conditions of Wolfe, found by bisection, or close to the minimum, where values differ by rounding alone,
/// those that W. W. Hager and H. Zhang, SIAM Journal on Optimization 16 (2005), put on slopes instead. A direction that leads nowhere is tried again
/// without what is remembered; when that leads nowhere either, the minimum is found as far as rounding allows.
/// </remarks>
/// <param name="objective">What is minimised.</param>
/// <param name="preconditioner">What the first step is multiplied by.</param>
/// <param name="options">How far.</param>
/// <param name="progress">Told before the first iteration and after each.</param>
internal sealed class Minimisation(
    IFitObjective objective, IPreconditioner preconditioner, FitOptions options, IProgress<FitProgress>? progress)
{
    /// <summary>Iterations in a row that may fail to lower the value by more than its rounding or the gradient by a tenth.</summary>
    private const int MostFruitless = 10;

    /// <summary>Iterations to the first better preconditioner; to each further one twice as many as to the one before.</summary>
    private const int FirstRefresh = 24;

    private readonly int _length = objective.ParameterCount;
    private StepMemory _memory = new(preconditioner);
    private int _refreshAt;
    private int _interval = FirstRefresh;
    private double[] _point = new double[objective.ParameterCount];
    private double[] _gradient = new double[objective.ParameterCount];
    private double _value;
    private double _lowest = double.PositiveInfinity;

    public ReadOnlySpan<double> Parameters => _point;

    /// <summary>The lowest value: what rounding raised the last ones by says nothing.</summary>
    public double Lowest => _lowest;

    public double GradientNorm { get; private set; }

    /// <summary>The iterations done, those before the start included.</summary>
    public int Iterations { get; private set; }

    public int Evaluations { get; private set; }

    /// <summary>Makes a preconditioner that suits a point; null: the first is kept.</summary>
    public Func<double[], IPreconditioner?>? Refresh { get; init; }

    /// <summary>What may end the run early; null: nothing.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Minimises.</summary>
    /// <param name="start">Where from.</param>
    /// <param name="iterationsBefore">The iterations that led to the start.</param>
    public FitStop Run(ReadOnlySpan<double> start, int iterationsBefore = 0)
    {
        start.CopyTo(_point);
        Iterations = iterationsBefore;
        _refreshAt = Iterations + _interval;
        _value = Evaluate(_point, _gradient);
        double best = double.PositiveInfinity;
        int fruitless = 0;
        while (true)
        {
            GradientNorm = SteadySums.Norm(_gradient);
            bool gained = _value < _lowest - objective.Rounding || GradientNorm < 0.9 * best;
            fruitless = gained ? 0 : fruitless + 1;
            (best, _lowest) = (Math.Min(best, GradientNorm), Math.Min(_lowest, _value));
            EarlyStopping?.Look(_point);
            Report();
            if (EarlyStopping is { Ends: true })
            {
                return FitStop.HeldOutRose;
            }

            if (GradientNorm <= options.GradientTolerance)
            {
                return FitStop.Converged;
            }

            if (Iterations >= options.MaximumIterations)
            {
                return FitStop.IterationLimit;
            }

            RefreshMemory();
            if (fruitless > MostFruitless || !(Step() || (_memory.Forget() && Step())))
            {
                return FitStop.NoFurtherProgress;
            }
        }
    }

    private void Report() => progress?.Report(new FitProgress(
        Iterations, objective.LossOf(_lowest, _point), objective.ObjectiveOf(_lowest), EarlyStopping?.Loss));

    private double Evaluate(double[] point, double[] gradient)
    {
        Evaluations++;
        double value = objective.Evaluate(point, gradient);
        return double.IsNaN(value) ? double.PositiveInfinity : value;
    }

    /// <summary>What was remembered of the steps goes with the preconditioner that it stood beside.</summary>
    private void RefreshMemory()
    {
        if (Refresh is not null && Iterations >= _refreshAt && Refresh(_point) is { } better)
        {
            _memory = new StepMemory(better);
            _interval *= 2;
            _refreshAt = Iterations + _interval;
        }
    }

    /// <summary>One iteration.</summary>
    /// <returns>Whether it found a point.</returns>
    private bool Step()
    {
        double[] direction = _memory.Direction(_gradient);
        var search = new LineSearch(_value, SteadySums.Dot(direction, _gradient), objective.Rounding);
        if (!search.Descends)
        {
            return false;
        }

        double[] point = new double[_length];
        double[] gradient = new double[_length];
        while (!search.IsDone)
        {
            TensorPrimitives.MultiplyAdd<double>(direction, search.Length, _point, point);
            double value = Evaluate(point, gradient);
            if (search.Accepts(value, SteadySums.Dot(direction, gradient)))
            {
                _memory.Add(_point, point, _gradient, gradient);
                (_point, _gradient, _value) = (point, gradient, value);
                Iterations++;
                return true;
            }
        }

        return false;
    }
}
