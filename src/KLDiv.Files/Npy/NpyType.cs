using KLDiv.Files.Elements;

namespace KLDiv.Files.Npy;

/// <summary>
/// What the elements of a .npy file are. Of bfloat16 and float8, which NumPy itself does not know, it writes only how many bytes they take; what these are,
/// says who asks for the file: <c>FILE#bf16</c>, <c>FILE#NAME:bf16</c>.
/// </summary>
internal static class NpyType
{
    /// <summary>The types of elements that are read.</summary>
    public const string Known = "f2, f4, f8 (floats), i1 to i8, u1 to u8 (whole numbers) and b1 (bool)";

    private const char Mark = ':';

    /// <summary>Takes the type off what is asked for.</summary>
    /// <param name="asked">What is asked for inside a file; null: nothing.</param>
    /// <param name="names">The names that there are, which go before types.</param>
    /// <returns>The name that is asked for, and the type; null each where none is.</returns>
    public static (string? Name, StoredKind? Kind) TakeOff(string? asked, params ReadOnlySpan<string> names)
    {
        if (asked is null || names.Contains(asked))
        {
            return (asked, null);
        }

        int mark = asked.LastIndexOf(Mark);
        return TypeNames.KindOf(asked[(mark + 1)..]) is not { } kind || !IsOpaque(kind) ? (asked, null)
            : (mark < 0 ? null : asked[..mark], kind);
    }

    /// <summary>Reads the type out of a header.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="description">What the header says.</param>
    /// <param name="asked">What the elements are said to be where the header does not know; null: nothing.</param>
    /// <exception cref="DataFileException">The header says something that is not read, or the elements are not what they are said to be.</exception>
    public static StoredType Of(string path, string description, StoredKind? asked)
    {
        // As NumPy reads it, no order, "=" and "|" all mean the order of the machine.
        char order = description.Length > 0 && description[0] is '<' or '>' or '=' or '|' ? description[0] : '=';
        string name = description.Length > 0 && description[0] == order ? description[1..] : description;
        int bytes = name switch { "V2" => 2, "V1" or "f1" => 1, _ => 0 };
        StoredKind? known = TypeNames.KindOf(name) is { } one && !IsOpaque(one) ? one : null;
        StoredKind kind = bytes > 0 ? Asked(path, description, bytes, asked)
            : known ?? throw new DataFileException(path, $"has elements of type '{description}'; {Known} are read");
        StoredType type = new(kind, order == '>' || (order != '<' && !BitConverter.IsLittleEndian));
        return known is null || asked is null ? type
            : throw new DataFileException(path, $"is asked for as {new StoredType(asked.Value).Name}, and says itself that it holds {type.Name}; ask for it without the type");
    }

    private static StoredKind Asked(string path, string description, int bytes, StoredKind? asked) =>
        asked is { } kind && new StoredType(kind).Size == bytes
            ? kind
            : throw new DataFileException(
                path,
                asked is null
                ? $"has elements of type '{description}', of which NumPy says no more than that they take {(bytes == 1 ? "1 byte" : $"{bytes} bytes")}; "
                    + $"if they are {(bytes == 2 ? "bfloat16, ask for FILE#bf16, or in an archive for FILE#NAME:bf16" : "float8, ask for FILE#e4m3 or FILE#e5m2, or in an archive for FILE#NAME:e4m3 or FILE#NAME:e5m2")}"
                : $"has elements of type '{description}', which are no {new StoredType(asked.Value).Name}: they take {(bytes == 1 ? "1 byte" : $"{bytes} bytes")} each");

    private static bool IsOpaque(StoredKind kind) => kind is StoredKind.BFloat16 or StoredKind.Float8E4M3 or StoredKind.Float8E5M2;
}
