using System.Buffers.Binary;
using System.Text;
using KLDiv.Files.Llama;
using KLDiv.Files.Npy;
using KLDiv.Files.Npz;

namespace KLDiv.Files.Formats;

/// <summary>Files that are no text, recognised by their first bytes: what they are, and what to do.</summary>
internal static class ForeignFile
{
    private const string AsCsv = "save it as CSV";
    private const string Decompress = "decompress it";
    private const string Pickle = "a pickle of Python";
    private const string Unpickle = "load it there, and save its arrays with numpy.save or torch.save, a table with to_csv";
    private const string Image = "an image";
    private const string NoImage = "it holds pixels, not rows";
    private const string WriteCsv = "write it with write.csv";

    /// <summary>The first bytes that nothing else begins with, in Latin-1.</summary>
    private static readonly (string Start, string What, string Remedy)[] Known =
    [
        ("GGUF", "a model in GGUF", "it holds weights, not distributions; let llama.cpp save its logits (llama-perplexity --kl-divergence-base)"),
        ("\u0080\u0002", Pickle, Unpickle), ("\u0080\u0003", Pickle, Unpickle), ("\u0080\u0004", Pickle, Unpickle), ("\u0080\u0005", Pickle, Unpickle),
        ("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", "a document of Microsoft Office (.xls)", AsCsv),
        ("%PDF-", "a PDF document", "a table must be text, such as CSV"),
        ("\u0089PNG\r\n\u001A\n", Image, NoImage), ("\u00FF\u00D8\u00FF", Image, NoImage), ("GIF87a", Image, NoImage), ("GIF89a", Image, NoImage),
        ("II*\0", Image, NoImage), ("MM\0*", Image, NoImage),
        ("SQLite format 3\0", "a database of SQLite", "write the answer of a query as CSV (sqlite3 -header -csv FILE 'select ...')"),
        ("\u0089HDF\r\n\u001A\n", "an HDF5 file", "write the data set as .npy, or a table as CSV"),
        ("PAR1", "a Parquet file", "write it as CSV"),
        ("ARROW1\0", "an Arrow file (Feather)", "write it as CSV"), ("FEA1", "a Feather file", "write it as CSV"),
        ("ORC", "an ORC file", "write it as CSV"), ("Obj\u0001", "an Avro file", "write it as CSV"),
        ("MATLAB 5.0", "a file of MATLAB", "write the matrix as .npy or CSV (writematrix)"),
        ("RDX2\n", "a file of R", WriteCsv), ("RDX3\n", "a file of R", WriteCsv), ("RDA3\n", "a file of R", WriteCsv), ("X\n\0\0\0", "a file of R", WriteCsv),
        ("$FL2", "a file of SPSS", AsCsv), ("<stata_dta>", "a file of Stata", AsCsv),
        ("\u001F\u008B", "compressed by gzip once more", Decompress),
        ("BZh", "compressed by bzip2", "decompress it (bunzip2)"), ("\u00FD7zXZ\0", "compressed by xz", "decompress it (unxz)"),
        ("\u0028\u00B5\u002F\u00FD", "compressed by zstd", "decompress it (unzstd)"), ("\u0004\u0022\u004D\u0018", "compressed by lz4", Decompress),
        ("7z\u00BC\u00AF\u0027\u001C", "a 7z archive", "unpack it"), ("Rar!\u001A", "a RAR archive", "unpack it"),
        ("\u007FELF", "a program", "name a file of data"),
        ("{\\rtf", "a document in RTF", "a table must be text, such as CSV"),
        ("version https://git-lfs", "a pointer of Git LFS, not the file", "fetch the file (git lfs pull)"),
    ];

    /// <summary>A start of so few characters may be a word of a text too, unless control characters follow.</summary>
    private const int MostWord = 4;

    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, 8, ..];

    /// <summary>Says what a file is that is no text and no tensor, in the words of an error: <c>is a PDF document; ...</c>.</summary>
    /// <param name="start">The first bytes, some hundred or all.</param>
    /// <param name="name">The name of the file, whose end tells what an archive holds; null: none.</param>
    /// <returns>Null where it may be text.</returns>
    public static string? Recognise(ReadOnlySpan<byte> start, string? name)
    {
        foreach ((string known, string what, string remedy) in Known)
        {
            if (StartsWith(start, known) && (known.Length > MostWord || HasControls(start)))
            {
                return $"is {what}; {remedy}";
            }
        }

        return start.StartsWith(ZipDirectory.Magic) || start.StartsWith(ZipDirectory.EmptyMagic) ? Archive(start, name)
            : start.Length > 12 && StartsWith(start, "RIFF") ? $"is {(StartsWith(start[8..], "WEBP") ? Image : "sound or video")}; it holds no rows"
            : start.Length > 261 && StartsWith(start[257..], "ustar") ? "is a tar archive; unpack it"
            : OfTensors(start) ?? OfMarkup(start);
    }

    /// <summary>Says of an archive what is in it.</summary>
    public static string Archive(ReadOnlySpan<byte> start, string? name)
    {
        string shown = Encoding.Latin1.GetString(start[..Math.Min(start.Length, 1 << 10)]);
        string extension = Path.GetExtension(name ?? "");
        bool Has(string part) => shown.Contains(part, StringComparison.Ordinal);
        bool Ends(params ReadOnlySpan<string> ends) => ends.Contains(extension, StringComparer.OrdinalIgnoreCase);
        return Has("xl/") || Ends(".xlsx", ".xlsm", ".xlsb") ? "is a zip archive, a workbook of Excel; save the sheet as CSV"
            : Has("opendocument.spreadsheet") || Ends(".ods") ? "is a zip archive, a spreadsheet of OpenDocument; save the sheet as CSV"
            : Ends(".numbers") ? "is a zip archive, a spreadsheet of Numbers; export it as CSV"
            : Has("word/") || Ends(".docx") ? "is a zip archive, a document of Word; a table must be text, such as CSV"
            : Has("[Content_Types].xml") ? "is a zip archive, a document of Microsoft Office (Excel?); save its table as CSV"
            : Has("data.pkl") || Ends(".pt", ".pth") ? "is a zip archive, a file of torch.save; it holds tensors, not the columns of a table"
            : Has(".npy") || Ends(".npz") ? "is a zip archive of NumPy (.npz); it holds arrays, not the columns of a table"
            : "is a zip archive; unpack it";
    }

    private static string? OfTensors(ReadOnlySpan<byte> start) =>
        start.StartsWith(NpyHeader.Magic) ? Tensors("an array of NumPy (.npy)")
        : start.StartsWith(LlamaHeader.Magic) ? Tensors("a file of llama.cpp's logits")
        : start.Length > 9 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) < (1UL << 40) && start[7] == 0 ? Tensors("a safetensors file")
        : null;

    private static string Tensors(string what) => $"is {what}; it holds numbers without names, not the columns of a table";

    private static string? OfMarkup(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        string word = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 32)]).ToLowerInvariant();
        bool Begins(string with) => word.StartsWith(with, StringComparison.Ordinal);
        return Begins("<!doctype html") || Begins("<html") || Begins("<head") || Begins("<body") || Begins("<table")
                ? "is a page in HTML; if it was downloaded, it may be the page of an error; a table must be text, such as CSV"
            : Begins("<?xml") ? "is XML; write its table as CSV"
            : IsJson(text) ? "is JSON; write its table as CSV"
            : null;
    }

    private static bool IsJson(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'{', .. var rest] => rest.TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..],
        [(byte)'[', .. var rest] => rest.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..],
        _ => false,
    };

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
