namespace KLDiv.Files.Npz;

/// <summary>
/// The CRC-32 of two runs of bytes, one behind the other, from theirs. A checksum is a polynomial over bits, modulo that of the CRC; bytes behind a run multiply
/// its checksum by a power of x. The way is that of zlib's <c>crc32_combine</c>.
/// </summary>
internal static class JoinedChecksum
{
    /// <summary>The polynomial of the CRC-32 of zip, the coefficient of x^0 in the highest bit.</summary>
    private const uint Polynomial = 0xEDB88320;

    private const uint One = 1u << 31;

    /// <summary>x to the power of 8, 16, 32, ...: of one byte, of two, of four.</summary>
    private static readonly uint[] s_powers = Powers();

    /// <param name="first">The checksum of the first run.</param>
    /// <param name="second">That of the second.</param>
    /// <param name="secondLength">How many bytes the second has.</param>
    public static uint Of(uint first, uint second, long secondLength)
    {
        uint power = One;
        for (int bit = 0; secondLength >> bit != 0; bit++)
        {
            power = (secondLength >> bit & 1) != 0 ? Multiply(s_powers[bit], power) : power;
        }

        return Multiply(power, first) ^ second;
    }

    private static uint[] Powers()
    {
        uint[] powers = new uint[63];
        powers[0] = One >> 8;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = Multiply(powers[i - 1], powers[i - 1]);
        }

        return powers;
    }

    private static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (uint bit = One; bit != 0; bit >>= 1)
        {
            product ^= (a & bit) != 0 ? b : 0;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }
}
