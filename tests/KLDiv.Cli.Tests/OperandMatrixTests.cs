using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.TestSupport;

namespace KLDiv.Cli.Tests;

/// <summary>Every type of elements in every format in every role of <c>kldiv report</c>: the answer that float64 gives, or one line that names the file.</summary>
public sealed class OperandMatrixTests : IDisposable
{
    private static readonly (string Name, string Npy, string Safetensors, string Torch, Func<int, byte[]> Encode)[] types =
    [
        ("float64", "<f8", "F64", "DoubleStorage", value => BitConverter.GetBytes((double)value)),
        ("float32", "<f4", "F32", "FloatStorage", value => BitConverter.GetBytes((float)value)),
        ("float16", "<f2", "F16", "HalfStorage", value => BitConverter.GetBytes((Half)value)),
        ("bfloat16", "|V2", "BF16", "BFloat16Storage", value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))),
        ("float8_e4m3", "", "F8_E4M3", "", value => [new byte[] { 0x00, 0x38, 0x40, 0x44 }[value]]),
        ("float8_e5m2", "", "F8_E5M2", "", value => [new byte[] { 0x00, 0x3C, 0x40, 0x42 }[value]]),
        ("int64", "<i8", "I64", "LongStorage", value => BitConverter.GetBytes((long)value)),
        ("int32", "<i4", "I32", "IntStorage", BitConverter.GetBytes),
        ("int16", "<i2", "I16", "ShortStorage", value => BitConverter.GetBytes((short)value)),
        ("int8", "|i1", "I8", "CharStorage", value => [(byte)value]),
        ("uint64", "<u8", "U64", "", value => BitConverter.GetBytes((ulong)value)),
        ("uint32", "<u4", "U32", "", value => BitConverter.GetBytes((uint)value)),
        ("uint16", "<u2", "U16", "", value => BitConverter.GetBytes((ushort)value)),
        ("uint8", "|u1", "U8", "ByteStorage", value => [(byte)value]),
        ("bool", "|b1", "BOOL", "BoolStorage", value => [(byte)(value == 0 ? 0 : 1)]),
        ("text", "", "", "", _ => []),
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Roles
    {
        get
        {
            TheoryData<string, string> roles = [];
            foreach (string role in (string[])["input", "target", "weights", "mask", "labels"])
            {
                foreach (string format in (string[])["npy", "npz", "deflated.npz", "safetensors", "pt", "csv"])
                {
                    roles.Add(role, format);
                }
            }

            return roles;
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Every_type_is_right_or_one_line(string role, string format)
    {
        bool isSide = role is "input" or "target";
        (nint[] shape, int[] values) = isSide ? ((nint[])[3, 2], (int[])[1, 3, 2, 2, 3, 1]) : ([3], role is "labels" ? [1, 0, 1] : [1, 0, 2]);
        int seen = 0;
        foreach ((string name, _, _, _, Func<int, byte[]> encode) in types.Where(type => Has(type.Name, format)))
        {
            seen++;
            string file = _folder.File($"{name}.{format}");
            File.WriteAllBytes(file, Bytes(format, name, shape, values, encode));

            // A bool of anything else than 0 is 1.
            int[] held = name is "bool" ? Array.ConvertAll(values, value => Math.Min(value, 1)) : values;
            string same = _folder.File($"same-{name}.csv");
            File.WriteAllText(same, string.Join('\n', held.Chunk(isSide ? 2 : 1).Select(row => string.Join(',', row))) + "\n");
            Outcome expected = Run(role, same), found = Run(role, file);
            Assert.Equal(0, expected.Status);
            if (name is "bfloat16" && format is "npy" or "npz" or "deflated.npz" && found.Status != 0)
            {
                Assert.Matches($@"^kldiv: .*{name}\.{format}.* has elements of type '\|V2'[^\n]*\n$", found.Error);
                continue;
            }

            Assert.True(found.Status == 0, $"{name} as {role}: {found.Error}");
            Assert.Equal(Figures(expected), Figures(found));
        }

        Assert.InRange(seen, format is "csv" ? 1 : 9, 15);
    }

    [Theory]
    [InlineData("input")]
    [InlineData("target")]
    public void Whole_numbers_that_are_not_said_to_be_counts_are_one_line(string role)
    {
        foreach ((string name, _, _, _, Func<int, byte[]> encode) in types.Where(type => type.Name.Contains("int", StringComparison.Ordinal) || type.Name is "bool"))
        {
            string file = _folder.File($"{name}.safetensors");
            File.WriteAllBytes(file, Bytes("safetensors", name, [3, 2], [1, 0, 0, 1, 1, 0], encode));
            Outcome found = Run(role, file, isSaid: false);
            Assert.Equal(1, found.Status);
            Assert.Matches($"^kldiv: .*{name}.safetensors: holds {name}: whole numbers, and no (log-)?probabilities; {role.ToUpperInvariant()} looks like counts: --{role}-kind counts\n$", found.Error);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static bool Has(string type, string format)
    {
        (string name, string npy, string safetensors, string torch, _) = Array.Find(types, one => string.Equals(one.Name, type, StringComparison.Ordinal));
        return format switch
        {
            "csv" => name is "text",
            "safetensors" => safetensors.Length > 0,
            "pt" => torch.Length > 0,
            _ => npy.Length > 0,
        };
    }

    private static byte[] Bytes(string format, string type, nint[] shape, int[] values, Func<int, byte[]> encode)
    {
        (_, string npy, string safetensors, string torch, _) = Array.Find(types, one => string.Equals(one.Name, type, StringComparison.Ordinal));
        byte[] data = [.. values.SelectMany(encode)];
        return format switch
        {
            "csv" => Encoding.ASCII.GetBytes(string.Join('\n', values.Chunk(shape.Length == 2 ? 2 : 1).Select(row => string.Join(',', row))) + "\n"),
            "safetensors" => Safetensors(safetensors, shape, data),
            "pt" => TorchBytes.Of(TorchBytes.Pickle(TorchBytes.Tensor(torch, Array.ConvertAll(shape, length => (int)length))), data),
            "npy" => Npy(npy, shape, data),
            _ => Npz(Npy(npy, shape, data), format is "npz" ? CompressionLevel.NoCompression : CompressionLevel.Optimal),
        };
    }

    private static byte[] Npy(string type, nint[] shape, byte[] data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private static byte[] Npz(byte[] member, CompressionLevel level)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("x.npy", level).Open();
            entry.Write(member);
        }

        return stream.ToArray();
    }

    private static byte[] Safetensors(string type, nint[] shape, byte[] data)
    {
        byte[] header = Encoding.ASCII.GetBytes($$$"""{"x":{"dtype":"{{{type}}}","shape":[{{{string.Join(',', shape)}}}],"data_offsets":[0,{{{data.Length}}}]}}""");
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>Runs the command in this process: what is looked at is the file in its role, beside others of float64.</summary>
    private Outcome Run(string role, string file, bool isSaid = true)
    {
        string plain = _folder.File("plain.csv");
        File.WriteAllText(plain, "0.25,0.75\n0.5,0.5\n0.125,0.875\n");
        bool isSide = role is "input" or "target";
        string[] arguments =
        [
            "report", role is "input" ? file : plain, role is "target" ? file : plain, "--json",
            .. role is "input" ? (isSaid ? ["--input-kind", "counts", "--pseudocount", "1"] : Array.Empty<string>()) : ["--input-kind", "probs"],
            .. role is "target" && isSaid ? ["--target-kind", "counts"] : Array.Empty<string>(),
            .. isSide ? Array.Empty<string>() : [$"--{role}", file],
        ];
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        Host host = new() { Output = output, Error = error, OutputIsTerminal = false, ErrorIsTerminal = false, Cancellation = CancellationToken.None };
        return new Outcome(Entry.Run(arguments, host, () => 130), output.ToString(), error.ToString());
    }

    private static string Figures(Outcome outcome)
    {
        JsonElement json = JsonDocument.Parse(outcome.Output).RootElement;
        string labels = json.TryGetProperty("labels", out JsonElement found) ? found.GetProperty("log_ratio").GetRawText() : "";
        return string.Create(CultureInfo.InvariantCulture, $"{json.GetProperty("rows")} {json.GetProperty("skipped_rows")} {json.GetProperty("masked_rows")} {Math.Round(Real(json.GetProperty("mean")), 6)} {labels}");
    }

    private static double Real(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number ? number.GetDouble() : double.Parse(number.GetString()!, CultureInfo.InvariantCulture);
}
