using System.Buffers.Binary;
using KLDiv.Files.Bytes;
using KLDiv.Files.Csv;
using KLDiv.Files.Llama;
using KLDiv.Files.Npy;
using KLDiv.Files.Npz;
using KLDiv.Files.Safetensors;
using KLDiv.Files.Sharded;
using KLDiv.Files.Torch;

namespace KLDiv.Files.Formats;

/// <summary>A format of this package.</summary>
internal sealed class BuiltInFormat : FileFormat
{
    private static readonly Func<ByteSource, IReadOnlyList<string>> WithoutNames = static _ => [];

    private readonly Recogniser _recognise;
    private readonly Opener _open;
    private readonly Func<ByteSource, IReadOnlyList<string>> _names;

    private BuiltInFormat(
        string name,
        (string Read, string Written) contents,
        Recogniser recognise,
        Opener open,
        Func<ByteSource, IReadOnlyList<string>> names,
        params ReadOnlySpan<string> extensions)
        : base(name, extensions) => (Reads, Writes, _recognise, _open, _names) = (contents.Read, contents.Written, recognise, open, names);

    private delegate bool Recogniser(ReadOnlySpan<byte> start, long length);

    private delegate RowSource Opener(ByteSource file, string? tensor, TextDialect dialect);

    /// <summary>The formats, in the order in which files are compared with them.</summary>
    public static IReadOnlyList<FileFormat> All { get; } =
    [
        new BuiltInFormat(
            ".npy",
            ("floats, integers, bool", "float16, float32, float64"),
            static (start, _) => start.StartsWith(NpyHeader.Magic),
            OpenArray,
            WithoutNames,
            ".npy"),
        new BuiltInFormat(
            ".npz",
            ("tensors as of .npy", ""),
            static (start, _) => start.StartsWith(ZipDirectory.Magic) || start.StartsWith(ZipDirectory.EmptyMagic),
            OpenArchive,
            NamesInArchive,
            ".npz"),
        new BuiltInFormat(
            ".safetensors",
            ("tensors, bfloat16, float8", "models, parts of reports"),
            IsSafetensors,
            static (file, tensor, _) => SafetensorsRows.Open(file, tensor),
            static file => [.. SafetensorsHeader.Read(file).Tensors.Select(tensor => tensor.Name)],
            ".safetensors"),
        new BuiltInFormat(
            ".safetensors.index.json",
            ("tensors in several files", ""),
            static (_, _) => false,
            static (file, tensor, _) => ShardedTensors.OpenIndex(file, tensor),
            ShardedTensors.NamesIn,
            ShardedTensors.IndexExtension),
        new BuiltInFormat(
            ".pt",
            ("tensors of torch.save", ""),
            static (start, _) => start.StartsWith(TorchRows.OldMagic),
            OpenTorch,
            NamesInArchive,
            ".pt",
            ".pth"),
        new BuiltInFormat(
            ".csv",
            ("numbers, tables", "predictions"),
            static (start, _) => ForeignFile.IsGzip(start),
            static (file, tensor, dialect) => CsvRows.Open(Alone(file, tensor), dialect),
            WithoutNames,
            ".csv",
            ".tsv",
            ".tab",
            ".txt"),
        new BuiltInFormat(
            "the logits of llama.cpp",
            ("log-probs in 16 bits", "by programs"),
            static (start, _) => start.StartsWith(LlamaHeader.Magic),
            static (file, tensor, _) => LlamaRows.Open(Alone(file, tensor)),
            WithoutNames),
    ];

    /// <summary>Matrices of text, of which files are too that begin with numbers and have any other name.</summary>
    public static FileFormat Text { get; } = All.First(one => one.Name is ".csv");

    public override string Reads { get; }

    public override string Writes { get; }

    public override bool Recognises(ReadOnlySpan<byte> start, long length) => _recognise(start, length);

    public override RowSource Open(string path, string? tensor)
    {
        ByteSource file = MappedFile.Open(path);
        try
        {
            return Open(file, tensor);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override RowSource Open(ByteSource file, string? tensor) => Open(file, tensor, TextDialect.Found);

    /// <summary>Opens the rows of a file, of which it is said how it is written if it is text.</summary>
    public RowSource Open(ByteSource file, string? tensor, TextDialect dialect) => _open(file, tensor, dialect);

    public override IReadOnlyList<string> TensorNames(ByteSource file) => _names(file);

    /// <summary>The format that a file is of after all: archives of NumPy and of torch begin alike. One that is broken is told of where it is opened.</summary>
    public FileFormat Exactly(ByteSource file)
    {
        try
        {
            return _open == OpenArchive && TorchRows.IsTorch(ZipDirectory.Read(file)) ? All.First(one => one.Extensions.Contains(".pt", StringComparer.Ordinal)) : this;
        }
        catch (DataFileException)
        {
            return this;
        }
    }

    private static string[] NamesInArchive(ByteSource file)
    {
        ZipDirectory directory = DirectoryOf(file);
        return TorchRows.IsTorch(directory) ? TorchRows.NamesIn(file, directory) : NpzRows.NamesIn(directory);
    }

    private static RowSource OpenArray(ByteSource file, string? tensor, TextDialect dialect)
    {
        (string? name, StoredKind? kind) = NpyType.TakeOff(tensor);
        return NpyRows.Open(Alone(file, name), kind);
    }

    /// <summary>Archives of NumPy and of torch are told apart by what is in them.</summary>
    private static RowSource OpenArchive(ByteSource file, string? tensor, TextDialect dialect)
    {
        ZipDirectory directory = DirectoryOf(file);
        return TorchRows.IsTorch(directory) ? TorchRows.Open(file, directory, tensor) : NpzRows.Open(file, directory, tensor);
    }

    /// <summary>What an archive holds, unless it is a document.</summary>
    private static ZipDirectory DirectoryOf(ByteSource file) =>
        ForeignFile.OfDocuments(file.ReadStart(ForeignFile.StartLength), file.Path) is { } document ? throw file.Malformed($"{document}") : ZipDirectory.Read(file);

    private static RowSource OpenTorch(ByteSource file, string? tensor, TextDialect dialect) =>
        file.ReadStart(TorchRows.OldMagic.Length).AsSpan().StartsWith(TorchRows.OldMagic)
            ? throw file.Malformed("is a file of torch.save before torch 1.6; load it and save it anew with a later torch")
            : OpenArchive(file, tensor, dialect);

    private static ByteSource Alone(ByteSource file, string? tensor) =>
        tensor is null ? file : throw file.Malformed($"holds one tensor, which has no name; {TensorPath.Shown(tensor)} was asked for");

    /// <summary>The format has no mark of its own: it starts with a length that fits, and a JSON object.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> start, long length) =>
        start.Length > sizeof(ulong)
        && start[sizeof(ulong)] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)(length - sizeof(ulong));
}
