namespace KLDiv;

/// <summary>A row that cannot be compared: a number is missing or not one of its kind, or the row has no softmax.</summary>
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
