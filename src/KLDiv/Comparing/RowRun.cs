namespace KLDiv.Comparing;

/// <summary>Some rows of P and Q, one behind the other.</summary>
/// <param name="p">The elements of P.</param>
/// <param name="q">The elements of Q.</param>
/// <param name="weights">One a row; null: all weigh 1.</param>
/// <param name="count">The number of rows.</param>
/// <param name="classes">The length of a row.</param>
internal readonly unsafe struct RowRun<T>(T* p, T* q, double* weights, int count, int classes)
    where T : unmanaged
{
    public int Count => count;

    public int Classes => classes;

    public ReadOnlySpan<T> P(int row) => new(p + ((nint)row * classes), classes);

    public ReadOnlySpan<T> Q(int row) => new(q + ((nint)row * classes), classes);

    public double WeightOf(int row) => weights == null ? 1 : weights[row];
}
