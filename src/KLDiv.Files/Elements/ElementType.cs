using System.Diagnostics.CodeAnalysis;

namespace KLDiv.Files;

/// <summary>The type of the elements of a tensor file.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The names of the types are what it lists.")]
public enum ElementType
{
    /// <summary>IEEE 754 binary16, <see cref="Half"/>; NumPy's <c>float16</c>, <c>f2</c>.</summary>
    Float16,

    /// <summary>IEEE 754 binary32, <see cref="float"/>; NumPy's <c>float32</c>, <c>f4</c>.</summary>
    Float32,

    /// <summary>IEEE 754 binary64, <see cref="double"/>; NumPy's <c>float64</c>, <c>f8</c>.</summary>
    Float64,
}
