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

    /// <exception cref="ArgumentException">There is a failure.</exception>
    public void Throw(nint classes)
    {
        if (Why != Reason.None)
        {
            bool isStudent = Why is Reason.NoFiniteLogit or Reason.NoFiniteLogitAmongGiven or Reason.InfiniteLogit;
            throw new ArgumentException(Text(classes), isStudent ? "student" : "teacher");
        }
    }

    private string Text(nint classes) => Why switch
    {
        Reason.IdOutside => $"teacher has the id {Number:R} at position {Position} of row {Row}; the student's classes are 0 to {classes - 1}.",
        Reason.IdTwice => $"teacher has the id {Number:R} twice in row {Row}, the second time at position {Position}.",
        Reason.NotANumber => $"teacher has the log-probability {Number:R} at position {Position} of row {Row}; it must be a number, or -inf.",
        Reason.MoreThanOne => $"teacher has probabilities that sum to {Number:R} in row {Row}; they may sum to 1 at most.",
        Reason.NoMass => $"teacher gives no class that has a probability in row {Row}; there is nothing to compare with.",
        Reason.NoFiniteLogit => $"student has no finite logit in row {Row}; there is no softmax of it.",
        Reason.NoFiniteLogitAmongGiven => $"student has no finite logit in row {Row} among the classes that the teacher gives; there is nothing to compare.",
        _ => $"student has the logit Infinity in row {Row}; there is no softmax of it.",
    };
}
