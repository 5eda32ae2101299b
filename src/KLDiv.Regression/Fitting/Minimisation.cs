using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace KLDiv.Regression.Fitting;

/// <summary>A run of MathNet's L-BFGS over a <see cref="FitObjective"/>, made safe to let alone.</summary>
/// <remarks>
/// L-BFGS: Liu and Nocedal 1989, Mathematical Programming 45:503-528. MathNet's converges to the optima asked for, to 12 digits; what it lacks is
/// here. It has no callback, so progress is reported where it starts a line search. It throws where rounding hides the descent (nearly collinear
/// features), and it keeps searching where no step changes the value any more; so the best point is kept, a search that leads nowhere is ended, and
/// the minimiser starts again from the best point, without what it remembers, for as long as that gains something.
/// </remarks>
internal sealed class Minimisation(FitObjective objective, FitOptions options, Action<FitProgress>? progress)
{
    /// <summary>Pairs of steps and gradient differences kept.</summary>
    private const int Memory = 10;

    /// <summary>A search that doubles or halves its step more often than this is below or above anything that could be of use.</summary>
    private const int EvaluationsPerSearch = 60;

    /// <summary>Searches in a row that may fail to lower the value by more than <see cref="Resolution"/>.</summary>
    private const int FruitlessSearches = 10;

    /// <summary>A change of the value below this times (1 + value) is rounding.</summary>
    private const double Resolution = 1e-15;

    private readonly double[] _best = new double[objective.ParameterCount];
    private double _value = double.PositiveInfinity;
    private double _gradientNorm;
    private int _evaluationsOfSearch;
    private int _fruitless;
    private double _milestone = double.PositiveInfinity;

    public ReadOnlySpan<double> Parameters => _best;

    public double Value => _value;

    public double GradientNorm => _gradientNorm;

    public int Searches { get; private set; }

    public int Evaluations { get; private set; }

    /// <summary>Minimises from zero weights.</summary>
    public FitStop Run()
    {
        FitStop stop;
        double before;
        do
        {
            before = _value;
            stop = RunOnce(Vector<double>.Build.DenseOfArray(_best));
        }
        while (stop == FitStop.NoFurtherProgress && IsBelow(_value, before));

        Report();
        return stop;
    }

    private FitStop RunOnce(Vector<double> start)
    {
        _fruitless = 0;
        _milestone = _value;
        var minimizer = new LimitedMemoryBfgsMinimizer(
            options.GradientTolerance, parameterTolerance: 0, functionProgressTolerance: 0, Memory, options.MaximumIterations - Searches);
        try
        {
            minimizer.FindMinimum(new Point(this), start);
        }
        catch (OptimizationException)
        {
            return Searches >= options.MaximumIterations ? FitStop.IterationLimit : FitStop.NoFurtherProgress;
        }

        // MathNet names the gradient as its reason also when its iterations are used up.
        return Searches >= options.MaximumIterations && _gradientNorm > options.GradientTolerance ? FitStop.IterationLimit : FitStop.Converged;
    }

    private static bool IsBelow(double value, double other) => value < other - (Resolution * (1 + Math.Abs(value)));

    private void Report() => progress?.Invoke(new FitProgress(Searches, objective.LossOf(_value, _best), objective.ObjectiveOf(_value)));

    private void BeginSearch()
    {
        Report();
        Searches++;
        _evaluationsOfSearch = 0;
        if (IsBelow(_value, _milestone))
        {
            _milestone = _value;
            _fruitless = 0;
        }
        else if (++_fruitless > FruitlessSearches)
        {
            throw new OptimizationException("No step changes the value beyond its rounding.");
        }
    }

    private double Evaluate(double[] point, double[] gradient)
    {
        if (++_evaluationsOfSearch > EvaluationsPerSearch)
        {
            throw new OptimizationException("No step along the direction is of use.");
        }

        Evaluations++;
        double value = objective.Evaluate(point, gradient);
        if (value < _value)
        {
            _value = value;
            _gradientNorm = System.Numerics.Tensors.TensorPrimitives.Norm<double>(gradient);
            point.CopyTo(_best, 0);
        }

        return value;
    }

    /// <summary>A point that the minimiser looks at. From a point that it has taken it makes a new one, once, to search onward.</summary>
    private sealed class Point(Minimisation owner) : IObjectiveFunction
    {
        private Vector<double> _point = Vector<double>.Build.Dense(1);
        private Vector<double> _gradient = Vector<double>.Build.Dense(1);

        Vector<double> IObjectiveFunctionEvaluation.Point => _point;

        public double Value { get; private set; }

        public bool IsGradientSupported => true;

        public Vector<double> Gradient => _gradient;

        public bool IsHessianSupported => false;

        public Matrix<double> Hessian => throw new NotSupportedException("L-BFGS needs no Hessian.");

        public void EvaluateAt(Vector<double> point)
        {
            double[] gradient = new double[point.Count];
            Value = owner.Evaluate(point.AsArray() ?? point.ToArray(), gradient);
            _point = point;
            _gradient = Vector<double>.Build.Dense(gradient);
        }

        public IObjectiveFunction CreateNew()
        {
            owner.BeginSearch();
            return new Point(owner);
        }

        public IObjectiveFunction Fork() => new Point(owner) { _point = _point, _gradient = _gradient, Value = Value };
    }
}
