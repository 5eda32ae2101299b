namespace KLDiv;

/// <summary>Tells that a row of a student and a sparse teacher cannot be compared, and why.</summary>
#pragma warning disable RCS1194 // Without its row the exception says nothing.
public sealed class SparseRowException : ArgumentException
#pragma warning restore RCS1194
{
    /// <summary>Creates the exception for a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isTeacher">Whether the teacher's is at fault, and not the student's.</param>
    /// <param name="problem">What is wrong with it, with positions and numbers.</param>
    public SparseRowException(long row, bool isTeacher, string problem)
        : base($"{(isTeacher ? "teacher" : "student")}: row {row} {problem}", isTeacher ? "teacher" : "student")
    {
        Row = row;
        IsTeacher = isTeacher;
        Problem = problem;
    }

    /// <summary>The row, counted in row-major order from 0.</summary>
    public long Row { get; }

    /// <summary>Whether the teacher's row is at fault, and not the student's.</summary>
    public bool IsTeacher { get; }

    /// <summary>What is wrong with the row, with positions and numbers.</summary>
    public string Problem { get; }
}
