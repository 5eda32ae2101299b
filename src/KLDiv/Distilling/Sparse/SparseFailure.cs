namespace KLDiv.Distilling.Sparse;

/// <summary>Why there is no divergence from a sparse row: what is wrong, in which row, at which of its positions, and a number that tells.</summary>
internal readonly record struct SparseFailure(SparseFailure.Reason Why, nint Row = 0, int Position = 0, double Number = 0)
{
    public enum Reason
    {
        None,
        IdOutside,
        IdTwice,
        NotANumber,
        MoreThanOne,
        NoMass,
        NoFiniteLogit,
        NoFiniteLogitAmongGiven,
        InfiniteLogit,
    }

    /// <exception cref="SparseRowException">There is a failure.</exception>
    public void Throw(nint classes)
    {
        if (Why != Reason.None)
        {
            bool isStudent = Why is Reason.NoFiniteLogit or Reason.NoFiniteLogitAmongGiven or Reason.InfiniteLogit;
            throw new SparseRowException(Row, !isStudent, Text(classes));
        }
    }

    private string Text(nint classes) => Why switch
    {
        Reason.IdOutside => $"has the id {Number:R} at position {Position}; the student's classes are 0 to {classes - 1}",
        Reason.IdTwice => $"has the id {Number:R} twice, the second time at position {Position}",
        Reason.NotANumber => $"has the log-probability {Number:R} at position {Position}; it must be a number, or -inf",
        Reason.MoreThanOne => $"has probabilities that sum to {Number:R}; they may sum to 1 at most",
        Reason.NoMass => "gives no class that has a probability; there is nothing to compare with",
        Reason.NoFiniteLogit => "has no finite logit; there is no softmax of it",
        Reason.NoFiniteLogitAmongGiven => "has no finite logit among the classes that the teacher gives; there is nothing to compare",
        _ => "has the logit Infinity; there is no softmax of it",
    };
}
