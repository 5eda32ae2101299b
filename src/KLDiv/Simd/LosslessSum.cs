using System.Buffers.Binary;

namespace KLDiv.Simd;

/// <summary>
/// A sum of doubles that rounds nothing away, whose bits so do not depend on the order of additions and merges: a fixed-point number wide
/// enough for every double. Source: U. Kulisch, Computer Arithmetic and Validity (2nd edition, 2013), 8.
/// </summary>
internal sealed class LosslessSum
{
    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    public const int Size = 1 + (Limbs * sizeof(uint));

    private const int LimbBits = 32;

    /// <summary>From the last bit of the least double to the first of the largest, and 78 more for carries.</summary>
    private const int Limbs = 68;

    /// <summary>The exponent of the unit: the least double above 0.</summary>
    private const int LeastExponent = -1074;

    /// <summary>Additions after which carries move up: each adds less than 2^32 to a limb of 63 bits.</summary>
    private const int MostPending = 1 << 29;

    private const byte HasNaN = 1, HasInfinity = 2, HasNegativeInfinity = 4;

    /// <summary>The least significant first.</summary>
    private readonly long[] _limbs = new long[Limbs];

    private int _pending;
    private byte _special;

    /// <summary>The sum, rounded once.</summary>
    public double Value => _special switch
    {
        0 => Rounded(),
        HasInfinity => double.PositiveInfinity,
        HasNegativeInfinity => double.NegativeInfinity,
        _ => double.NaN,
    };

    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            _special |= double.IsNaN(value) ? HasNaN : value > 0 ? HasInfinity : HasNegativeInfinity;
            return;
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7FF;
        ulong mantissa = ((ulong)bits & ((1UL << 52) - 1)) | (exponent == 0 ? 0 : 1UL << 52);
        (int limb, int shift) = Math.DivRem(Math.Max(exponent, 1) - 1, LimbBits);
        UInt128 shifted = (UInt128)mantissa << shift;
        for (int i = 0; i < 3; i++, shifted >>= LimbBits)
        {
            _limbs[limb + i] += bits < 0 ? -(long)(uint)shifted : (long)(uint)shifted;
        }

        Count(1);
    }

    public void Add(in ExactSum sum)
    {
        double value = sum.Value;
        if (!double.IsFinite(value))
        {
            Add(value);
            return;
        }

        (double high, double low) = sum.Parts;
        Add(high);
        Add(low);
    }

    public void Add(LosslessSum other)
    {
        for (int i = 0; i < Limbs; i++)
        {
            _limbs[i] += other._limbs[i];
        }

        _special |= other._special;
        Count(other._pending + 1);
    }

    public void Write(Span<byte> destination)
    {
        Span<long> limbs = stackalloc long[Limbs];
        CopyCarried(limbs);
        destination[0] = _special;
        for (int i = 0; i < Limbs; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[(1 + (i * sizeof(uint)))..], (uint)limbs[i]);
        }
    }

    /// <summary>What was written; null where no sum writes such bytes.</summary>
    public static LosslessSum? Read(ReadOnlySpan<byte> source)
    {
        if (source[0] > (HasNaN | HasInfinity | HasNegativeInfinity))
        {
            return null;
        }

        LosslessSum sum = new() { _special = source[0], _pending = 1 };
        for (int i = 0; i < Limbs; i++)
        {
            sum._limbs[i] = BinaryPrimitives.ReadUInt32LittleEndian(source[(1 + (i * sizeof(uint)))..]);
        }

        sum._limbs[^1] = (int)sum._limbs[^1];
        return sum;
    }

    private void Count(int additions)
    {
        _pending += additions;
        if (_pending >= MostPending)
        {
            CopyCarried(_limbs);
            _pending = 1;
        }
    }

    /// <summary>The limbs in their one canonical form: from 0 to 2^32 - 1, except for the last, which has the sign.</summary>
    private void CopyCarried(Span<long> destination)
    {
        _limbs.CopyTo(destination);
        Carry(destination);
    }

    private static void Carry(Span<long> limbs)
    {
        for (int i = 0; i < Limbs - 1; i++)
        {
            long carry = limbs[i] >> LimbBits;
            limbs[i] -= carry << LimbBits;
            limbs[i + 1] += carry;
        }
    }

    private double Rounded()
    {
        Span<long> limbs = stackalloc long[Limbs];
        CopyCarried(limbs);
        bool isNegative = limbs[^1] < 0;
        if (isNegative)
        {
            foreach (ref long limb in limbs)
            {
                limb = -limb;
            }

            Carry(limbs);
        }

        int top = limbs.LastIndexOfAnyExcept(0);
        if (top < 0)
        {
            return 0;
        }

        // The 64 bits from the first that is set on, the last of which stands for all that follow: rounding them rounds the sum.
        UInt128 leading = ((UInt128)(ulong)limbs[top] << 64) | ((UInt128)(ulong)(top > 0 ? limbs[top - 1] : 0) << 32) | (ulong)(top > 1 ? limbs[top - 2] : 0);
        int zeros = (int)UInt128.LeadingZeroCount(leading);
        leading <<= zeros;
        bool isMore = (ulong)leading != 0 || (top > 2 && limbs[..(top - 2)].ContainsAnyExcept(0));
        double value = (ulong)(leading >> 64) | (isMore ? 1UL : 0);
        return Math.ScaleB(isNegative ? -value : value, ((top - 2) * LimbBits) + LeastExponent - zeros + 64);
    }
}
