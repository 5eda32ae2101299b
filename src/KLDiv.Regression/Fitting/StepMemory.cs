using System.Numerics.Tensors;

namespace KLDiv.Regression.Fitting;

/// <summary>The last steps and what they did to the gradient: L-BFGS's picture of the inverse Hessian.</summary>
internal sealed class StepMemory(IPreconditioner preconditioner)
{
    private const int Most = 20;

    private readonly List<(double[] Step, double[] Change, double Inverse)> _pairs = [];
    private double _scale = 1;

    /// <summary>Remembers a step from one point to another, unless the curvature along it is none.</summary>
    public void Add(double[] from, double[] to, double[] gradientFrom, double[] gradientTo)
    {
        (double[] step, double[] change) = _pairs.Count == Most ? (_pairs[0].Step, _pairs[0].Change) : (new double[from.Length], new double[from.Length]);
        if (_pairs.Count == Most)
        {
            _pairs.RemoveAt(0);
        }

        TensorPrimitives.Subtract<double>(to, from, step);
        TensorPrimitives.Subtract<double>(gradientTo, gradientFrom, change);
        double curvature = SteadySums.Dot(step, change);
        double[] moved = [.. change];
        preconditioner.Apply(moved);
        double length = SteadySums.Dot(change, moved);
        if (curvature > 0 && double.IsFinite(1 / curvature) && length > 0)
        {
            _pairs.Add((step, change, 1 / curvature));
            _scale = curvature / length;
        }
    }

    /// <summary>Forgets all.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Forget()
    {
        bool any = _pairs.Count > 0;
        _pairs.Clear();
        _scale = 1;
        return any;
    }

    /// <summary>The direction to search in, from the gradient.</summary>
    public double[] Direction(double[] gradient)
    {
        double[] direction = new double[gradient.Length];
        TensorPrimitives.Negate<double>(gradient, direction);
        Span<double> along = stackalloc double[Most];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            along[i] = _pairs[i].Inverse * SteadySums.Dot(_pairs[i].Step, direction);
            TensorPrimitives.MultiplyAdd<double>(_pairs[i].Change, -along[i], direction, direction);
        }

        preconditioner.Apply(direction);
        TensorPrimitives.Multiply<double>(direction, _scale, direction);
        for (int i = 0; i < _pairs.Count; i++)
        {
            double back = _pairs[i].Inverse * SteadySums.Dot(_pairs[i].Change, direction);
            TensorPrimitives.MultiplyAdd<double>(_pairs[i].Step, along[i] - back, direction, direction);
        }

        return direction;
    }
}
