namespace KLDiv;

/// <summary>A row of which there is no comparison: a number is missing, or is none that its kind can have, or there is no softmax of it.</summary>
#pragma warning disable RCS1194 // Without its row the exception says nothing.
public sealed class IncomparableRowException : ArgumentException
#pragma warning restore RCS1194
{
    /// <summary>Creates the exception for a row.</summary>
    /// <param name="message">What is wrong, with row, class and value.</param>
    /// <param name="row">The row.</param>
    /// <param name="innerException">The exception that was met underneath, if any.</param>
    public IncomparableRowException(string message, long row, Exception? innerException = null)
        : base(message, innerException) => Row = row;

    /// <summary>The row, counted in row-major order: the first that cannot be compared.</summary>
    public long Row { get; }
}
