namespace KLDiv.Regression.Fitting;

/// <summary>An approximate inverse of an objective's Hessian: what L-BFGS starts from.</summary>
internal interface IPreconditioner
{
    /// <summary>Multiplies a vector by it, in place.</summary>
    void Apply(Span<double> vector);
}
