namespace KLDiv.Distilling.Sparse;

/// <summary>What is asked about a student and a sparse teacher.</summary>
internal struct SparseRequest
{
    public double Temperature;
    public double Beta;
    public SparseTail Tail;

    /// <summary>What a divergence in nats is multiplied by to be the loss.</summary>
    public double LossScale;

    /// <summary>What the gradient for the logits over the temperature is multiplied by, beside the row's weight.</summary>
    public double GradientScale;

    /// <summary>Whether not the divergence is wanted, but the greatest that a teacher with these probabilities can have.</summary>
    public bool IsBound;
}
