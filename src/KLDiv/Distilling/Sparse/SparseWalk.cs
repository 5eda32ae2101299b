using System.Numerics;
using System.Numerics.Tensors;
using KLDiv.Memory;

namespace KLDiv.Distilling.Sparse;

/// <summary>The walk of one thread through its rows.</summary>
/// <remarks>
/// A row becomes a short one: a category for each class that is given and, for a bucket, one whose logit is ln Σ e^(z / T) over all others. From there on it
/// is a pair of rows as others are, in double; the gradient for the category of the others is then spread over them by their shares of it.
/// </remarks>
/// <typeparam name="T">The arithmetic over all classes: float, or double for a student of doubles.</typeparam>
internal sealed unsafe class SparseWalk<T>(PinnedArguments* memory, SparseEntries* entries, SparseRequest request) : IDisposable
    where T : unmanaged, INumber<T>
{
    /// <summary>How wrong, relatively, the sum of the others' exponentials may be in float.</summary>
    private const double ErrorOfFloat = 2e-7;

    /// <summary>How wrong what comes of it may be.</summary>
    private const double MostError = 5e-7;

    private readonly GivenRow _given = new();
    private readonly StudentRow<T> _student = new(memory, request.Temperature);
    private readonly StudentRow<double>? _wideStudent = typeof(T) == typeof(double) ? null : new(memory, request.Temperature);
    private readonly Categories _categories = new();

    private readonly nint _classes = memory->Layout.Length(memory->Layout.Rank - 1);

    /// <summary>Why the last row has no divergence.</summary>
    public SparseFailure Failure { get; private set; }

    /// <summary>Writes what is wanted of a row.</summary>
    /// <returns>Its loss, times its weight.</returns>
    public double RunRow(nint row, in RunCursor cursor)
    {
        double weight = memory->RowWeights == null ? 1 : memory->RowWeights[row], loss = 0;
        if (weight == 0)
        {
            memory->Clear(Slots.SecondResult, cursor, 0, checked((int)_classes));
        }
        else
        {
            Failure = _given.Read(*entries, row, _classes);
            loss = Failure.Why == SparseFailure.Reason.None ? Compare(row, cursor, weight) * weight : 0;
        }

        if (memory->RowSums != null)
        {
            memory->RowSums[row] = loss;
        }

        return loss;
    }

    public void Dispose()
    {
        _student.Dispose();
        _wideStudent?.Dispose();
    }

    private double Compare(nint row, in RunCursor cursor, double weight) => request.IsBound ? Bound(row, cursor)
        : request.Tail == SparseTail.Uniform && _given.Count < _classes ? CompareAll(row, cursor, weight)
        : CompareCategories(row, cursor, weight);

    private double CompareCategories(nint row, in RunCursor cursor, double weight)
    {
        bool hasBucket = request.Tail == SparseTail.Bucket && _given.Count < _classes;
        _categories.SetTeacher(_given, hasBucket);
        double loss = Compare(_student, row, cursor, hasBucket);
        bool again = hasBucket && _wideStudent != null && Failure.Why == SparseFailure.Reason.None && _categories.IsNear(loss, MostError / ErrorOfFloat);
        loss = again ? Compare(_wideStudent!, row, cursor, hasBucket) : loss;
        if (Failure.Why == SparseFailure.Reason.None)
        {
            WriteGradient(cursor, weight, hasBucket);
        }

        return loss * request.LossScale;
    }

    /// <summary>The divergence of the categories, the student's others summed in an arithmetic.</summary>
    private double Compare<TOthers>(StudentRow<TOthers> student, nint row, in RunCursor cursor, bool hasBucket)
        where TOthers : unmanaged, INumber<TOthers>
    {
        student.Gather(cursor, _given.Ids, _categories.Student);
        if (hasBucket)
        {
            _categories.Student[^1] = student.LogSumOfOthers(cursor, _given.Ids);
        }

        Failure = _categories.Check(row, request.Tail);
        return Failure.Why == SparseFailure.Reason.None ? _categories.Compare(request.Beta) : 0;
    }

    private void WriteGradient(in RunCursor cursor, double weight, bool hasBucket)
    {
        if (memory->TypeOf(Slots.SecondResult) == OperandType.Absent)
        {
            return;
        }

        double scale = weight * request.GradientScale;
        ReadOnlySpan<double> gradient = _categories.Gradient;
        if (hasBucket)
        {
            _student.Spread(cursor, _categories.Student[^1], gradient[^1] * scale);
        }
        else
        {
            memory->Clear(Slots.SecondResult, cursor, 0, checked((int)_classes));
        }

        _student.Scatter(cursor, _given.Ids, gradient, scale);
    }

    /// <summary>Compares all classes, those that are not given with an even share of what is left.</summary>
    private double CompareAll(nint row, in RunCursor cursor, double weight)
    {
        _categories.SetTeacherOfAll(_given, checked((int)_classes));
        _student.ReadAll(cursor, _categories.Student);
        Failure = _categories.Check(row, request.Tail);
        if (Failure.Why != SparseFailure.Reason.None)
        {
            return 0;
        }

        double loss = _categories.Compare(request.Beta);
        if (memory->TypeOf(Slots.SecondResult) != OperandType.Absent)
        {
            TensorPrimitives.Multiply(_categories.Gradient, weight * request.GradientScale, _categories.Gradient);
            _student.WriteAll(cursor, _categories.Gradient);
        }

        return loss * request.LossScale;
    }

    /// <summary>The greatest forward divergence.</summary>
    private double Bound(nint row, in RunCursor cursor)
    {
        bool hasBucket = _given.Count < _classes;
        _categories.SetTeacher(_given, hasBucket);
        double least = Compare(_student, row, cursor, hasBucket);
        if (Failure.Why != SparseFailure.Reason.None || !hasBucket || _given.Rest == 0 || !double.IsFinite(least))
        {
            return least * request.LossScale;
        }

        double logSum = _categories.LogSum();
        _categories.Resize(checked((int)_classes));
        _student.ReadAll(cursor, _categories.Student);
        return Math.Max(least, GreatestDivergence.Of(_given, _categories.Student, logSum)) * request.LossScale;
    }
}
