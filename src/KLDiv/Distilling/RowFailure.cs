namespace KLDiv.Distilling;

/// <summary>Why there is no divergence of a row: the lowest row of a call, whichever thread met it.</summary>
internal readonly record struct RowFailure(nint Row, RowFailure.Reason Why)
{
    public enum Reason
    {
        None,
        NoFiniteLogitInStudent,
        NoFiniteLogitInTeacher,
        InfiniteLogitInStudent,
        InfiniteLogitInTeacher,
    }

    /// <summary>What is missing in the state of a whole row.</summary>
    public static Reason Of(in PairState state, bool isReverse) =>
        state.IsMissing || (state.HasP && state.HasQ) ? Reason.None
        : (isReverse ? state.HasP : state.HasQ) ? Reason.NoFiniteLogitInTeacher
        : Reason.NoFiniteLogitInStudent;

    public RowFailure FirstOf(RowFailure other) => Why == Reason.None || (other.Why != Reason.None && other.Row < Row) ? other : this;

    /// <param name="studentName">What the caller knows the student by.</param>
    /// <exception cref="ArgumentException">There is a failure.</exception>
    public void Throw(string studentName)
    {
        string name = Why is Reason.NoFiniteLogitInStudent or Reason.InfiniteLogitInStudent ? studentName : "teacher";
        switch (Why)
        {
            case Reason.None:
                return;
            case Reason.NoFiniteLogitInStudent or Reason.NoFiniteLogitInTeacher:
                throw new ArgumentException($"{name} has no finite logit in row {Row}; there is no softmax of it.", name);
            default:
                throw new ArgumentException($"{name} has the logit Infinity in row {Row}; there is no softmax of it.", name);
        }
    }
}
