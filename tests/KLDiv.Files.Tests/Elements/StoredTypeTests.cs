using System.Buffers.Binary;
using KLDiv.Files.Elements;

namespace KLDiv.Files.Tests.Elements;

/// <summary>Every type of numbers in every format that can hold it, as rows and as columns.</summary>
public sealed class StoredTypeTests : IDisposable
{
    private static readonly double[] Numbers = [0, 1, 2, 5, 7, 12];

    private readonly TemporaryFolder _folder = new();

    /// <summary>The type, and its name in NumPy's headers, in safetensors files and in torch's storages; empty where there is none.</summary>
    private static readonly (StoredKind Kind, string NumPy, string Safetensors, string Torch)[] Names =
    [
        (StoredKind.Float64, "f8", "F64", "DoubleStorage"), (StoredKind.Float32, "f4", "F32", "FloatStorage"),
        (StoredKind.Float16, "f2", "F16", "HalfStorage"), (StoredKind.BFloat16, "", "BF16", "BFloat16Storage"),
        (StoredKind.Float8E4M3, "", "F8_E4M3", ""), (StoredKind.Float8E5M2, "", "F8_E5M2", ""),
        (StoredKind.Int64, "i8", "I64", "LongStorage"), (StoredKind.Int32, "i4", "I32", "IntStorage"),
        (StoredKind.Int16, "i2", "I16", "ShortStorage"), (StoredKind.Int8, "i1", "I8", "CharStorage"),
        (StoredKind.UInt64, "u8", "U64", ""), (StoredKind.UInt32, "u4", "U32", ""),
        (StoredKind.UInt16, "u2", "U16", ""), (StoredKind.UInt8, "u1", "U8", "ByteStorage"), (StoredKind.Bool, "b1", "BOOL", "BoolStorage"),
    ];

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach ((StoredKind kind, string numPy, string safetensors, string torch) in Names)
        {
            foreach ((string format, string name) in new[] { ("npy", numPy), ("swapped.npy", numPy), ("npz", numPy), ("deflated.npz", numPy), ("safetensors", safetensors), ("pt", torch) })
            {
                if (name.Length > 0)
                {
                    cases.Add(format, kind.ToString());
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_type_is_read_from_every_format_as_rows_as_weights_and_as_labels(string format, string kind)
    {
        StoredType stored = new(Enum.Parse<StoredKind>(kind));
        double[] expected = stored.Kind is StoredKind.Bool ? [0, 1, 1, 1, 1, 1] : stored.Kind is StoredKind.Float8E5M2 ? [0, 1, 2, 5, 7, 12] : Numbers;
        string path = _folder.File($"x.{format}", FileOf(format, stored));

        using RowSource source = RowSource.Open(path);
        double[] read = new double[6];
        source.ReadDoubles(0, read, new RowBuffer());

        Assert.Equal(stored.Name, source.StoredAs);
        Assert.Equal(stored.IsWhole, source.HoldsIntegers);
        Assert.Equal(expected, read);
        Assert.Equal(expected, RowColumn.Open(path).ReadWeights(6, new RowRange(0, 6), out double largest));
        Assert.Equal(expected.Max(), largest);
        Assert.Equal(expected.Select(label => (long)label), RowColumn.Open(path).ReadLabels(6, new RowRange(0, 6)));
    }

    [Theory]
    [InlineData("Int8", -128)]
    [InlineData("Int16", -32768)]
    [InlineData("Int32", -2147483648.0)]
    [InlineData("Int64", -9007199254740992.0)]
    [InlineData("UInt8", 255)]
    [InlineData("UInt16", 65535)]
    [InlineData("UInt32", 4294967295.0)]
    [InlineData("UInt64", 9007199254740992.0)]
    [InlineData("Float8E4M3", 448)]
    [InlineData("Float8E5M2", 57344)]
    [InlineData("Float8E4M3", -0.001953125)]
    [InlineData("Float8E5M2", -0.0000152587890625)]
    public void The_ends_of_a_type_are_exact(string kind, double number)
    {
        StoredType stored = new(Enum.Parse<StoredKind>(kind));
        string path = _folder.File("x.safetensors", SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", Name(stored.Kind).Safetensors, "[1]", $"[0,{stored.Size}]")}}}", BytesOf(stored.Kind, number)));
        using RowSource source = RowSource.Open(path);
        double[] read = new double[1];
        source.ReadDoubles(0, read, new RowBuffer());
        Assert.Equal([number], read);
    }

    [Theory]
    [InlineData("Float8E4M3", 0x7F)]
    [InlineData("Float8E4M3", 0xFF)]
    [InlineData("Float8E5M2", 0x7E)]
    public void Eight_bits_that_are_no_number_are_NaN(string kind, byte bits)
    {
        string path = _folder.File("x.safetensors", SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", Name(Enum.Parse<StoredKind>(kind)).Safetensors, "[1]", "[0,1]")}}}", [bits]));
        using RowSource source = RowSource.Open(path);
        Assert.True(float.IsNaN(source.Read<float>(0, 1, new RowBuffer())[0]));
    }

    [Fact]
    public void Whole_numbers_are_taken_for_no_kind_of_rows()
    {
        string path = _folder.File("x.npy", FileOf("npy", new StoredType(StoredKind.Int32)));
        using RowSource source = RowSource.Open(path);
        Assert.Equal($"{path}: holds int32: whole numbers, and no probs", Assert.Throws<DataFileException>(() => source.KindOr(null, RowKind.Probs)).Message);
        Assert.Equal($"{path}: holds int32; float16, float32 and float64 can be mapped into memory", Assert.Throws<DataFileException>(() => TensorFile.Open(path)).Message);
    }

    public void Dispose() => _folder.Dispose();

    private static (StoredKind Kind, string NumPy, string Safetensors, string Torch) Name(StoredKind kind) => Array.Find(Names, name => name.Kind == kind);

    private static byte[] FileOf(string format, StoredType stored)
    {
        byte[] data = [.. Numbers.SelectMany(number => BytesOf(stored.Kind, number))];
        byte[] swapped = [.. data.Chunk(stored.Size).SelectMany(element => element.Reverse())];
        (_, string numPy, string safetensors, string torch) = Name(stored.Kind);
        return format switch
        {
            "npy" => NpyBytes.Of(NpyBytes.Text($"'<{numPy}'", "(2, 3)"), data),
            "swapped.npy" => NpyBytes.Of(NpyBytes.Text($"'>{numPy}'", "(2, 3)"), swapped),
            "npz" => ZipBytes.Of(new ZipEntry("a.npy", NpyBytes.Of(NpyBytes.Text($"'<{numPy}'", "(2, 3)"), data))),
            "deflated.npz" => ZipBytes.Of(ZipEntry.Deflated("a.npy", NpyBytes.Of(NpyBytes.Text($"'|{numPy}'", "(2, 3)"), data))),
            "safetensors" => SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", safetensors, "[2,3]", $"[0,{data.Length}]")}}}", data),
            _ => TorchBytes.Of(TorchBytes.Pickle(TorchBytes.Tensor(torch, 2, 3)), data),
        };
    }

    /// <summary>The bytes of a number, little-endian.</summary>
    private static byte[] BytesOf(StoredKind kind, double number)
    {
        byte[] bytes = new byte[8];
        switch (kind)
        {
            case StoredKind.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
                break;
            case StoredKind.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)number);
                break;
            case StoredKind.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)number);
                break;
            case StoredKind.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(BitConverter.SingleToUInt32Bits((float)number) >> 16));
                break;
            case StoredKind.Float8E5M2:
                bytes[0] = (byte)(BitConverter.HalfToUInt16Bits((Half)number) >> 8);
                break;
            case StoredKind.Float8E4M3:
                bytes[0] = E4M3(number);
                break;
            case StoredKind.UInt64:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)number);
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)number);
                break;
        }

        return bytes[..new StoredType(kind).Size];
    }

    /// <summary>The bits of a number by its definition: the first that mean it.</summary>
    private static byte E4M3(double number) => number switch
    {
        0 => 0,
        < 0 => (byte)(0x80 | E4M3(-number)),
        < 0.015625 => (byte)(number * 512),
        _ => (byte)(((Math.ILogB(number) + 7) << 3) | (int)((Math.ScaleB(number, -Math.ILogB(number)) - 1) * 8)),
    };
}
