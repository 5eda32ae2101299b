using System.Buffers.Binary;
using System.Text;
using KLDiv.Files.Llama;
using KLDiv.Files.Npy;
using KLDiv.Files.Npz;

namespace KLDiv.Files.Formats;

/// <summary>A file that is neither text nor a tensor that is read here, recognised by its first bytes.</summary>
/// <param name="What">What it is: <c>a PDF document</c>.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record ForeignFile(string What, string Remedy)
{
    /// <summary>The first bytes by which a file is recognised, if there are so many.</summary>
    public const int StartLength = 512;

    private const string AsCsv = "save it as CSV";
    private const string Decompress = "decompress it";
    /// <summary>More bytes than the header of a safetensors file has.</summary>
    private const ulong MostHeader = 1UL << 40;

    private const string Pickle = "a pickle of Python";
    private const string NoTable = "rows must be text, such as CSV";
    private const string NoColumns = "it holds numbers without names, not the columns of a table";
    private const string Unpickle = "load it there, and save its arrays with numpy.save or torch.save, a table with to_csv";
    private const string ByName = "name the file itself, since its end is read first and a pipe has none; or write it as CSV";
    private const string Image = "an image";
    private const string NoImage = "it holds pixels, not rows";
    private const string WriteCsv = "write it with write.csv";

    /// <summary>The first bytes that nothing else begins with, in Latin-1.</summary>
    private static readonly (string Start, string What, string Remedy)[] Known =
    [
        ("GGUF", "a model in GGUF", "it holds weights, not distributions; let llama.cpp save its logits (llama-perplexity --kl-divergence-base)"),
        ("\u0080\u0002", Pickle, Unpickle), ("\u0080\u0003", Pickle, Unpickle), ("\u0080\u0004", Pickle, Unpickle), ("\u0080\u0005", Pickle, Unpickle),
        ("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", "a document of Microsoft Office (.xls)", AsCsv),
        ("%PDF-", "a PDF document", NoTable),
        ("\u0089PNG\r\n\u001A\n", Image, NoImage), ("\u00FF\u00D8\u00FF", Image, NoImage), ("GIF87a", Image, NoImage), ("GIF89a", Image, NoImage),
        ("II*\0", Image, NoImage), ("MM\0*", Image, NoImage),
        ("SQLite format 3\0", "a database of SQLite", "write the answer of a query as CSV (sqlite3 -header -csv FILE 'select ...')"),
        ("\u0089HDF\r\n\u001A\n", "an HDF5 file", "write the data set as .npy, or a table as CSV"),
        ("PAR1", "a Parquet file", ByName),
        ("ARROW1\0", "an Arrow file (Feather)", ByName), ("FEA1", "a Feather file of the first version", "write it anew in the second (Arrow IPC), or as CSV"),
        ("ORC", "an ORC file", "write it as CSV"), ("Obj\u0001", "an Avro file", "write it as CSV"),
        ("MATLAB 5.0", "a file of MATLAB", "write the matrix as .npy or CSV (writematrix)"),
        ("RDX2\n", "a file of R", WriteCsv), ("RDX3\n", "a file of R", WriteCsv), ("RDA3\n", "a file of R", WriteCsv), ("X\n\0\0\0", "a file of R", WriteCsv),
        ("$FL2", "a file of SPSS", AsCsv), ("<stata_dta>", "a file of Stata", AsCsv),
        ("\u001F\u008B", "a file compressed by gzip", Decompress),
        ("BZh", "a file compressed by bzip2", "decompress it (bunzip2)"), ("\u00FD7zXZ\0", "a file compressed by xz", "decompress it (unxz)"),
        ("\u0028\u00B5\u002F\u00FD", "a file compressed by zstd", "decompress it (unzstd)"), ("\u0004\u0022\u004D\u0018", "a file compressed by lz4", Decompress),
        ("7z\u00BC\u00AF\u0027\u001C", "a 7z archive", "unpack it"), ("Rar!\u001A", "a RAR archive", "unpack it"),
        ("\u007FELF", "a program", "name a file of data"),
        ("{\\rtf", "a document in RTF", NoTable),
        ("version https://git-lfs", "a pointer of Git LFS, not the file", "fetch the file (git lfs pull)"),
    ];

    /// <summary>A start of so few characters may be a word of a text too, unless control characters follow.</summary>
    private const int MostWord = 4;

    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, 8, ..];

    /// <summary>The end of the error's line.</summary>
    public override string ToString() => $"is {What}; {Remedy}";

    /// <summary>Recognises a file.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="name">The name of the file, whose end tells what an archive holds; null: none.</param>
    /// <returns>Null where it may be text.</returns>
    public static ForeignFile? Recognise(ReadOnlySpan<byte> start, string? name)
    {
        foreach ((string known, string what, string remedy) in Known)
        {
            if (StartsWith(start, known) && (known.Length > MostWord || HasControls(start)))
            {
                return new ForeignFile(what, remedy);
            }
        }

        return start.StartsWith(ZipDirectory.Magic) || start.StartsWith(ZipDirectory.EmptyMagic)
                ? OfDocuments(start, name) ?? OfArchives(start, name)
            : start is [0xFF, 0xFF, 0xFF, 0xFF, _, _, 0, 0, ..] ? new ForeignFile("a stream of Arrow", "write an Arrow IPC file (Feather), or CSV")
            : start.Length > 12 && StartsWith(start, "RIFF") ? new ForeignFile(StartsWith(start[8..], "WEBP") ? Image : "sound or video", "it holds no rows")
            : start.Length > 261 && StartsWith(start[257..], "ustar") ? new ForeignFile("a tar archive", "unpack it")
            : OfMarkup(start, name);
    }

    /// <summary>Recognises a document of an office in an archive.</summary>
    /// <param name="start">The first bytes of the archive.</param>
    /// <param name="name">The name of the file; null: none.</param>
    /// <returns>Null where it is another archive.</returns>
    public static ForeignFile? OfDocuments(ReadOnlySpan<byte> start, string? name)
    {
        bool Is(ReadOnlySpan<byte> start, string part, params ReadOnlySpan<string> ends) => Holds(start, part) || Ends(name, ends);
        return Is(start, "xl/", ".xlsx", ".xlsm", ".xlsb") ? new ForeignFile("a zip archive, a workbook of Excel", "save the sheet as CSV")
            : Is(start, "opendocument.spreadsheet", ".ods") ? new ForeignFile("a zip archive, a spreadsheet of OpenDocument", "save the sheet as CSV")
            : Ends(name, ".numbers") ? new ForeignFile("a zip archive, a spreadsheet of Numbers", "export it as CSV")
            : Is(start, "word/", ".docx") ? new ForeignFile("a zip archive, a document of Word", NoTable)
            : Holds(start, "[Content_Types].xml") ? new ForeignFile("a zip archive, a document of Microsoft Office (Excel?)", "save its table as CSV")
            : null;
    }

    /// <summary>Recognises a file of tensors, which has no columns.</summary>
    /// <param name="start">The first bytes.</param>
    public static ForeignFile? OfTensors(ReadOnlySpan<byte> start) =>
        start.StartsWith(NpyHeader.Magic) ? new ForeignFile("an array of NumPy (.npy)", NoColumns)
        : start.StartsWith(LlamaHeader.Magic) ? new ForeignFile("a file of llama.cpp's logits", NoColumns)
        : start.Length > 9 && start[8] == '{' && start[7] == 0 && BinaryPrimitives.ReadUInt64LittleEndian(start) < MostHeader
            ? new ForeignFile("a safetensors file", NoColumns)
        : null;

    private static ForeignFile OfArchives(ReadOnlySpan<byte> start, string? name) =>
        Holds(start, "data.pkl") || Ends(name, ".pt", ".pth") ? new ForeignFile("a zip archive, a file of torch.save", NoColumns)
        : Holds(start, ".npy") || Ends(name, ".npz") ? new ForeignFile("a zip archive of NumPy (.npz)", NoColumns)
        : new ForeignFile("a zip archive", "unpack it");

    private static ForeignFile? OfMarkup(ReadOnlySpan<byte> start, string? name)
    {
        ReadOnlySpan<byte> text = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        string word = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 32)]);
        bool Begins(string with) => word.StartsWith(with, StringComparison.OrdinalIgnoreCase);
        bool isAngled = text.StartsWith("<"u8), isJson = IsJson(text) || (text is [(byte)'[' or (byte)'{', ..] && Ends(name, ".json", ".jsonl", ".ndjson"));
        return Ends(name, ".pkl", ".pickle") ? new ForeignFile(Pickle, Unpickle)
            : Begins("@relation") ? new ForeignFile("a file of Weka (ARFF)", AsCsv)
            : Begins("<!doctype html") || Begins("<html") || Begins("<head") || Begins("<body") || Begins("<table") || Begins("<!--") || (isAngled && Ends(name, ".html", ".htm"))
                ? new ForeignFile("a page in HTML", "if it was downloaded, it may be the page of an error; rows must be text, such as CSV")
            : Begins("<?xml") || (isAngled && Ends(name, ".xml")) ? new ForeignFile("XML", "write its table as CSV")
            : !isJson ? null
            : Ends(name, ".jsonl", ".ndjson") ? new ForeignFile("JSON lines", "kldiv report takes a server's answers as they are, and of anything else a table in CSV")
            : new ForeignFile("JSON", "write its table as CSV");
    }

    private static bool IsJson(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'{', .. var rest] => rest.TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..],
        [(byte)'[', .. var rest] => rest.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..],
        _ => false,
    };

    private static bool Holds(ReadOnlySpan<byte> start, string part) => start.IndexOf(Encoding.Latin1.GetBytes(part)) >= 0;

    private static bool Ends(string? name, params ReadOnlySpan<string> ends) => ends.Contains(Path.GetExtension(name ?? ""), StringComparer.OrdinalIgnoreCase);

    private static bool HasControls(ReadOnlySpan<byte> start) => start[..Math.Min(start.Length, 64)].ContainsAnyInRange((byte)0, (byte)8);

    private static bool StartsWith(ReadOnlySpan<byte> start, string known)
    {
        if (start.Length < known.Length)
        {
            return false;
        }

        for (int i = 0; i < known.Length; i++)
        {
            if (start[i] != known[i])
            {
                return false;
            }
        }

        return true;
    }
}
