using System.Diagnostics.CodeAnalysis;

namespace KLDiv.Files;

/// <summary>The types of numbers that files hold.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The names of the types are what it lists.")]
public enum StoredKind
{
    /// <summary>IEEE 754 binary64.</summary>
    Float64,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>The upper half of a <see cref="float"/>.</summary>
    BFloat16,

    /// <summary>Eight bits: sign, 4 of exponent, 3 of mantissa; without infinities, and with one NaN for each sign.</summary>
    Float8E4M3,

    /// <summary>Eight bits: the upper half of a <see cref="Half"/>.</summary>
    Float8E5M2,

    /// <summary>A whole number of 64 bits, with a sign; the first of those kinds whose numbers are whole.</summary>
    Int64,

    /// <summary>A whole number of 32 bits, with a sign.</summary>
    Int32,

    /// <summary>A whole number of 16 bits, with a sign.</summary>
    Int16,

    /// <summary>A whole number of 8 bits, with a sign.</summary>
    Int8,

    /// <summary>A whole number of 64 bits, without a sign.</summary>
    UInt64,

    /// <summary>A whole number of 32 bits, without a sign.</summary>
    UInt32,

    /// <summary>A whole number of 16 bits, without a sign.</summary>
    UInt16,

    /// <summary>A whole number of 8 bits, without a sign.</summary>
    UInt8,

    /// <summary>A byte: 0 is false, and all else true.</summary>
    Bool,
}
