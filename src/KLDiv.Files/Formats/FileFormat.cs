using System.Buffers.Binary;
using KLDiv.Files.Bytes;
using KLDiv.Files.Csv;
using KLDiv.Files.Llama;
using KLDiv.Files.Npy;
using KLDiv.Files.Npz;
using KLDiv.Files.Safetensors;
using KLDiv.Files.Torch;

namespace KLDiv.Files.Formats;

/// <summary>Knows a file's format by its first bytes, or else by its name.</summary>
internal static class FileFormat
{
    private const string Known = ".npy, .npz, .safetensors, .pt, .csv and the logits of llama.cpp";
    private const int StartLength = 16;
    private const int ShownLength = 8;

    /// <summary>Opens the rows of a file.</summary>
    /// <param name="file">The file, owned from now on.</param>
    /// <param name="tensor">The tensor that is asked for inside it, or null.</param>
    /// <exception cref="DataFileException">The format is not known, the file is malformed, or it holds no such tensor.</exception>
    public static RowSource Open(ByteSource file, string? tensor)
    {
        try
        {
            byte[] start = file.ReadStart(StartLength);
            string extension = Path.GetExtension(file.Path).ToUpperInvariant();
            return start switch
            {
                _ when start.AsSpan().StartsWith(ZipDirectory.Magic) || start.AsSpan().StartsWith(ZipDirectory.EmptyMagic) => OpenArchive(file, tensor),
                _ when start.AsSpan().StartsWith(NpyHeader.Magic) => NpyRows.Open(Alone(file, tensor)),
                _ when start.AsSpan().StartsWith(LlamaHeader.Magic) => LlamaRows.Open(Alone(file, tensor)),
                _ when start.AsSpan().StartsWith(TorchRows.OldMagic) =>
                    throw file.Malformed("is a file of torch.save before torch 1.6; load it and save it anew with a later torch"),
                _ when extension is ".NPZ" or ".PT" or ".PTH" => OpenArchive(file, tensor),
                _ when extension is ".NPY" => NpyRows.Open(Alone(file, tensor)),
                _ when extension is ".SAFETENSORS" || IsSafetensors(start, file.Length) => SafetensorsRows.Open(file, tensor),
                _ when extension is ".CSV" => CsvRows.Open(Alone(file, tensor)),
                _ => throw file.Malformed(Unknown(start, Known)),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static RowSource OpenArchive(ByteSource file, string? tensor)
    {
        ZipDirectory directory = ZipDirectory.Read(file);
        return TorchRows.IsTorch(directory) ? TorchRows.Open(file, directory, tensor) : NpzRows.Open(file, directory, tensor);
    }

    /// <summary>What is said of a file whose format is not known.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="known">The formats that are known.</param>
    public static string Unknown(ReadOnlySpan<byte> start, string known) =>
        start.IsEmpty
            ? $"the file is empty; the formats that are known are {known}"
            : $"the format is not known: the file starts with the bytes {Convert.ToHexString(start[..Math.Min(start.Length, ShownLength)])}; the formats that are known are {known}";

    private static ByteSource Alone(ByteSource file, string? tensor) =>
        tensor is null ? file : throw file.Malformed($"holds one tensor, which has no name; {TensorPath.Shown(tensor)} was asked for");

    /// <summary>The format has no mark of its own: it starts with a length that fits, and a JSON object.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> start, long length) =>
        start.Length > sizeof(ulong)
        && start[sizeof(ulong)] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)(length - sizeof(ulong));
}
