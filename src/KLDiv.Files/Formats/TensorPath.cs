namespace KLDiv.Files.Formats;

/// <summary>The name of a tensor as users type it: <c>FILE</c>, or <c>FILE#NAME</c> for a tensor inside an archive.</summary>
/// <param name="File">The file.</param>
/// <param name="Tensor">The name inside it, if one is given.</param>
internal readonly record struct TensorPath(string File, string? Tensor)
{
    /// <summary>
    /// Takes a name apart. A file of the whole name goes first, so that every file can be named; after it, the shortest part
    /// before a <c>#</c> that is a file; and if none is there, the part before the first <c>#</c> is the file that is missing.
    /// </summary>
    public static TensorPath Parse(string path)
    {
        if (System.IO.File.Exists(path))
        {
            return new TensorPath(path, null);
        }

        int first = path.IndexOf('#', StringComparison.Ordinal);
        for (int i = first; i >= 0; i = path.IndexOf('#', i + 1))
        {
            if (System.IO.File.Exists(path[..i]))
            {
                return new TensorPath(path[..i], path[(i + 1)..]);
            }
        }

        return first > 0 ? new TensorPath(path[..first], path[(first + 1)..]) : new TensorPath(path, null);
    }

    /// <summary>A name out of a file as messages show it: on one line, and not endless.</summary>
    public static string Shown(string name) => VisibleText.Shown(name);

    /// <summary>Which tensor of an archive is meant.</summary>
    /// <param name="path">The archive, for messages.</param>
    /// <param name="asked">The name that was asked for, or null for the only one.</param>
    /// <param name="names">The names that there are.</param>
    /// <returns>Its place in <paramref name="names"/>.</returns>
    /// <exception cref="DataFileException">There is no such tensor, or no name was given and there is not exactly one.</exception>
    public static int Choose(string path, string? asked, IReadOnlyList<string> names)
    {
        const int MostListed = 20;
        if (asked is null && names.Count == 1)
        {
            return 0;
        }

        for (int i = 0; asked is not null && i < names.Count; i++)
        {
            if (string.Equals(names[i], asked, StringComparison.Ordinal))
            {
                return i;
            }
        }

        string list = string.Join(", ", names.Take(MostListed).Select(Shown)) + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");
        throw new DataFileException(
            path,
            names.Count == 0 ? "holds no tensor"
            : names is [""] ? $"holds one tensor, which has no name; {Shown(asked!)} was asked for"
            : asked is null ? $"holds {names.Count} tensors, {list}; name one of them as FILE#NAME"
            : $"holds no tensor {Shown(asked)}{NearName.Hint(asked, names)}; it holds {list}");
    }
}
