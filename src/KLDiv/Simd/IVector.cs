namespace KLDiv.Simd;

/// <summary>
/// What an operator may do with the elements that it works on at a time: one, or as many as fit into 128, 256 or 512 bits.
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

    /// <summary>0, 1, 2, ...</summary>
    static abstract TSelf Indices { get; }

    static abstract TSelf Load(T* source);

    static abstract void Store(TSelf value, T* destination);

    /// <summary>Stores to an address that is a multiple of the vector's size, past the caches.</summary>
    static abstract void StoreNonTemporal(TSelf value, T* destination);

    static abstract TSelf Create(double value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    /// <summary>left * right + addend, rounded once where the hardware does that.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>Value = mantissa * 2^exponent with least &lt;= mantissa &lt; 2 * least, for positive normal numbers; exponents are whole numbers.</summary>
    static abstract TSelf Split(TSelf value, TSelf least, out TSelf exponent);

    /// <summary>The number whose sign and biased exponent are the lowest bits of this one, with a mantissa of 1.</summary>
    static abstract TSelf PowerOfTwo(TSelf lowestBits);

    /// <summary>The larger of a bound and a value; NaN where the value is NaN.</summary>
    static abstract TSelf AtLeast(TSelf bound, TSelf value);

    /// <summary>The smaller of a bound and a value; NaN where the value is NaN.</summary>
    static abstract TSelf AtMost(TSelf bound, TSelf value);

    /// <summary>A mask that is set where the two are equal: 0 equals -0, NaN equals nothing.</summary>
    static abstract TSelf Equal(TSelf left, TSelf right);

    /// <summary>A mask that is set where the left one is less than the right one; NaN is less than nothing.</summary>
    static abstract TSelf Less(TSelf left, TSelf right);

    /// <summary>A mask that is set where both masks are.</summary>
    static abstract TSelf Both(TSelf left, TSelf right);

    /// <summary>The bits that either has.</summary>
    static abstract TSelf Either(TSelf left, TSelf right);

    /// <summary>Whether an element's sign bit is set.</summary>
    static abstract bool HasSign(TSelf value);

    /// <summary>Whether all bits are 0.</summary>
    static abstract bool IsZero(TSelf bits);

    /// <summary>The largest element; any, where one is NaN.</summary>
    static abstract double Largest(TSelf value);

    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    /// <summary>
    /// Adds the elements to a running sum in double. Two vectors hold it, as bits, since a vector of float widens to two of double.
    /// </summary>
    static abstract void Accumulate(TSelf value, ref TSelf low, ref TSelf high);

    /// <summary>Writes a running sum of each element, in their order: as many doubles as there are elements.</summary>
    static abstract void StoreTotals(TSelf low, TSelf high, double* destination);

    /// <summary>As many doubles as there are elements, rounded to T.</summary>
    static abstract TSelf FromDoubles(double* source);

    /// <summary>Adds value * factor to as many integers, each rounded to the unit that is the last bit of the rounder: 1.5 * 2^52 units.</summary>
    static abstract void AddRounded(TSelf value, double factor, double rounder, long* sums);

    /// <summary>The value of a running sum.</summary>
    static abstract double Total(TSelf low, TSelf high);
}
