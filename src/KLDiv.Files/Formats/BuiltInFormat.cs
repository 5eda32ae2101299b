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
    private readonly Recogniser _recognise;
    private readonly Func<ByteSource, string?, RowSource> _open;

    private BuiltInFormat(string name, Recogniser recognise, Func<ByteSource, string?, RowSource> open, params ReadOnlySpan<string> extensions)
        : base(name, extensions) => (_recognise, _open) = (recognise, open);

    private delegate bool Recogniser(ReadOnlySpan<byte> start, long length);

    /// <summary>The formats, in the order in which files are compared with them.</summary>
    public static IReadOnlyList<FileFormat> All { get; } =
    [
        new BuiltInFormat(".npy", static (start, _) => start.StartsWith(NpyHeader.Magic), static (file, tensor) => NpyRows.Open(Alone(file, tensor)), ".npy"),
        new BuiltInFormat(
            ".npz", static (start, _) => start.StartsWith(ZipDirectory.Magic) || start.StartsWith(ZipDirectory.EmptyMagic), OpenArchive, ".npz"),
        new BuiltInFormat(".safetensors", IsSafetensors, SafetensorsRows.Open, ".safetensors"),
        new BuiltInFormat(".safetensors.index.json", static (_, _) => false, ShardedTensors.OpenIndex, ShardedTensors.IndexExtension),
        new BuiltInFormat(".pt", static (start, _) => start.StartsWith(TorchRows.OldMagic), OpenTorch, ".pt", ".pth"),
        new BuiltInFormat(".csv", static (_, _) => false, static (file, tensor) => CsvRows.Open(Alone(file, tensor)), ".csv"),
        new BuiltInFormat(
            "the logits of llama.cpp", static (start, _) => start.StartsWith(LlamaHeader.Magic), static (file, tensor) => LlamaRows.Open(Alone(file, tensor))),
    ];

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

    public override RowSource Open(ByteSource file, string? tensor) => _open(file, tensor);

    /// <summary>Archives of NumPy and of torch are told apart by what is in them.</summary>
    private static RowSource OpenArchive(ByteSource file, string? tensor)
    {
        ZipDirectory directory = ZipDirectory.Read(file);
        return TorchRows.IsTorch(directory) ? TorchRows.Open(file, directory, tensor) : NpzRows.Open(file, directory, tensor);
    }

    private static RowSource OpenTorch(ByteSource file, string? tensor) =>
        file.ReadStart(TorchRows.OldMagic.Length).AsSpan().StartsWith(TorchRows.OldMagic)
            ? throw file.Malformed("is a file of torch.save before torch 1.6; load it and save it anew with a later torch")
            : OpenArchive(file, tensor);

    private static ByteSource Alone(ByteSource file, string? tensor) =>
        tensor is null ? file : throw file.Malformed($"holds one tensor, which has no name; {TensorPath.Shown(tensor)} was asked for");

    /// <summary>The format has no mark of its own: it starts with a length that fits, and a JSON object.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> start, long length) =>
        start.Length > sizeof(ulong)
        && start[sizeof(ulong)] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)(length - sizeof(ulong));
}
