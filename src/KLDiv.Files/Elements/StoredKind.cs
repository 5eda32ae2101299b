using System.Diagnostics.CodeAnalysis;

namespace KLDiv.Files.Elements;

/// <summary>The types of numbers that files hold.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The names of the types are what it lists.")]
internal enum StoredKind
{
    Float64,
    Float32,
    Float16,
    BFloat16,

    /// <summary>Eight bits: sign, 4 of exponent, 3 of mantissa; without infinities, and with one NaN for each sign.</summary>
    Float8E4M3,

    /// <summary>Eight bits: the upper half of a <see cref="Half"/>.</summary>
    Float8E5M2,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt64,
    UInt32,
    UInt16,
    UInt8,
    Bool,
}
