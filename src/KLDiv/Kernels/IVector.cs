namespace KLDiv.Kernels;

/// <summary>
/// What an operator may do with the elements that it is given at a time: 1, or as many as fit 128, 256 or 512 bits.
/// The runtime's vector types share no public interface; the structs that implement this one wrap them,
/// so that the arithmetic of an operator stands in the source once.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">The type of the elements: float or double.</typeparam>
internal unsafe interface IVector<TSelf, T>
    where TSelf : unmanaged, IVector<TSelf, T>
    where T : unmanaged
{
    static abstract int Count { get; }

    static abstract TSelf Load(T* source);

    static abstract void Store(TSelf value, T* destination);

    static abstract TSelf Create(double value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf Log(TSelf value);

    static abstract TSelf Exp(TSelf value);

    /// <summary>A mask that is set where the two are equal: 0 equals -0, NaN equals nothing.</summary>
    static abstract TSelf Equal(TSelf left, TSelf right);

    /// <summary>A mask that is set where the left one is less than the right one; NaN is less than nothing.</summary>
    static abstract TSelf Less(TSelf left, TSelf right);

    /// <summary>A mask that is set where both masks are.</summary>
    static abstract TSelf Both(TSelf left, TSelf right);

    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    /// <summary>
    /// Adds the elements to a running sum in double. Two vectors hold it, as bits, since a vector of float widens to two of double.
    /// </summary>
    static abstract void Accumulate(TSelf value, ref TSelf low, ref TSelf high);

    /// <summary>The value of a running sum.</summary>
    static abstract double Total(TSelf low, TSelf high);
}
