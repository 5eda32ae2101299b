using KLDiv.Files.Bytes;
using KLDiv.Files.Csv;
using KLDiv.Files.Formats;
using KLDiv.Files.Raw;
using KLDiv.Files.Sharded;

namespace KLDiv.Files;

/// <summary>
/// The formats that files are opened by: those of this package, and what is added to them. A file is of the first format that recognises
/// its first bytes, or else of the first one that its name fits, or else text if it begins with numbers; formats that were added are asked first, the last one before the others.
/// </summary>
public sealed class FileFormats
{
    private const int StartLength = 16;
    private const int ShownLength = 8;

    private readonly Lock _adding = new();
    private volatile FileFormat[] _added = [];

    /// <summary>The formats by which <see cref="RowSource.Open"/> opens files. What is added to them is known to the whole process.</summary>
    public static FileFormats Default { get; } = new();

    /// <summary>All formats: first those of this package, then what was added, in its order.</summary>
    public IReadOnlyList<FileFormat> All => [.. BuiltInFormat.All, .. _added];

    /// <summary>Adds a format.</summary>
    /// <param name="format">The format; adding it again changes nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="format"/> is null.</exception>
    public void Add(FileFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        lock (_adding)
        {
            _added = _added.Contains(format) ? _added : [.. _added, format];
        }
    }

    /// <summary>Opens a tensor in a file.</summary>
    /// <param name="path">The file; or <c>FILE#NAME</c>, a tensor inside it. Where there is only one, it needs no name. Of a file that holds numbers and
    /// nothing else, <c>FILE#raw:TYPE:ROWSxCLASSES</c>; of a tensor that is cut over files, <c>NAME-*-of-00003.safetensors#TENSOR</c>.</param>
    /// <param name="dialect">How the file is written if it is text; null: as is found.</param>
    /// <returns>The open tensor; dispose of it.</returns>
    /// <exception cref="DataFileException">The file cannot be opened, its format is not known, it is malformed, or it holds no such tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public RowSource Open(string path, TextDialect? dialect = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (string file, string? tensor) = TensorPath.Parse(path);
        return ShardedTensors.AreMeant(file) ? ShardedTensors.OpenSet(file, tensor) : Open(MappedFile.Open(file), tensor, dialect);
    }

    /// <summary>Opens a file as a table whose columns have types.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The table; null where no format knows the file by its first bytes and holds such tables: it may be text, or a pipe.</returns>
    /// <exception cref="DataFileException">The file cannot be opened, or is malformed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public TypedTable? OpenTable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (FileTypes.Of(path) is not FileType.Regular)
        {
            return null;
        }

        MappedFile file = MappedFile.Open(path);
        TypedTable? table = null;
        try
        {
            byte[] start = file.ReadStart(StartLength);
            return table = _added.Reverse().FirstOrDefault(one => one.Recognises(start, file.Length))?.OpenTable(file);
        }
        finally
        {
            if (table is null)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>The format of a file.</summary>
    /// <param name="file">The file, which stays open.</param>
    /// <returns>The format by which it is opened.</returns>
    /// <exception cref="DataFileException">The format is not known, or the file cannot be read.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    public FileFormat FormatOf(ByteSource file)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] start = file.ReadStart(StartLength);
        FileFormat[] formats = [.. _added.Reverse(), .. BuiltInFormat.All];
        FileFormat? recognised = Array.Find(formats, one => one.Recognises(start, file.Length));
        return (recognised as BuiltInFormat)?.Exactly(file)
            ?? recognised
            ?? ByName(file, formats)
            ?? (CsvRows.IsOfNumbers(file.ReadStart(ForeignFile.StartLength)) ? BuiltInFormat.Text : null)
            ?? throw file.Malformed(Unknown(start, Known()));
    }

    /// <summary>What is said of a file whose format is not known.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="known">The formats that are known.</param>
    internal static string Unknown(ReadOnlySpan<byte> start, string known) =>
        start.IsEmpty
            ? $"the file is empty; the formats that are known are {known}"
            : $"the format is not known: the file starts with the bytes {Convert.ToHexString(start[..Math.Min(start.Length, ShownLength)])}; the formats that are known are {known}";

    /// <summary>Opens a tensor in a file that is open.</summary>
    /// <param name="file">The file, owned from now on.</param>
    /// <param name="tensor">The tensor that is asked for inside it; null for the only one.</param>
    /// <param name="dialect">How the file is written if it is text; null: as is found.</param>
    internal RowSource Open(ByteSource file, string? tensor, TextDialect? dialect = null)
    {
        try
        {
            if (RawRows.AreMeant(tensor))
            {
                return RawRows.Open(file, tensor!);
            }

            FileFormat format = FormatOf(file);
            return format is BuiltInFormat own ? own.Open(file, tensor, dialect ?? TextDialect.Found) : format.Open(file, tensor);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The format that the name of a file fits, unless its first bytes say that it is something else.</summary>
    private static FileFormat? ByName(ByteSource file, FileFormat[] formats)
    {
        string extension = Path.GetExtension(file.Path);
        FileFormat? format = Array.Find(formats, one => one.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
        return !".json".Equals(extension, StringComparison.OrdinalIgnoreCase) && ForeignFile.Recognise(file.ReadStart(ForeignFile.StartLength), file.Path) is { } foreign
            ? throw file.Malformed($"{foreign}")
            : format;
    }

    private string Known()
    {
        string[] names = [.. All.Select(format => format.Name)];
        return $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
