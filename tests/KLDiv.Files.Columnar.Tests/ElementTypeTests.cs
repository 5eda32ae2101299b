using Apache.Arrow.Ipc;
using Parquet;

namespace KLDiv.Files.Columnar.Tests;

/// <summary>Every type of element in every format, as lists and as numbers, to the last bit.</summary>
public sealed class ElementTypeTests : IDisposable
{
    private const int Rows = 30, Width = 4;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, bool> ParquetTypes => Types(without: "Half");

    public static TheoryData<string, bool> ArrowTypes => Types(without: "");

    [Theory]
    [MemberData(nameof(ParquetTypes))]
    public void Parquet_gives_back_the_numbers(string type, bool isOptional)
    {
        Array numbers = Numbers(type);
        foreach (CompressionMethod compression in new[] { CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Zstd, CompressionMethod.Lz4Raw, CompressionMethod.Brotli })
        {
            byte[] file = Written.Parquet(
                compression, groups: 3, new Written.Column("before", new int[Rows]), new Written.Column("x", numbers, Width, isOptional), new Written.Column("y", First(numbers), null, isOptional));
            Check(_folder.File($"{compression}.parquet", file), numbers);
        }
    }

    [Theory]
    [MemberData(nameof(ArrowTypes))]
    public void Arrow_gives_back_the_numbers(string type, bool isFixed)
    {
        Array numbers = Numbers(type);
        foreach (CompressionCodecType? compression in new CompressionCodecType?[] { null, CompressionCodecType.Lz4Frame, CompressionCodecType.Zstd })
        {
            byte[] file = Written.Arrow(
                compression, 3, isFixed, new Written.Column("before", Enumerable.Repeat("text", Rows).ToArray()), new Written.Column("x", numbers, Width), new Written.Column("y", First(numbers)));
            Check(_folder.File($"{compression}.arrow", file), numbers);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static TheoryData<string, bool> Types(string without)
    {
        TheoryData<string, bool> rows = [];
        foreach (string type in new[] { "Double", "Single", "Half", "Int64", "Int32", "Int16", "SByte", "UInt64", "UInt32", "UInt16", "Byte", "Boolean" })
        {
            if (!string.Equals(type, without, StringComparison.Ordinal))
            {
                rows.Add(type, false);
                rows.Add(type, true);
            }
        }

        return rows;
    }

    private static Array Numbers(string type)
    {
        Random random = new(1);
        double[] values = [.. Enumerable.Range(0, Rows * Width).Select(_ => Math.Floor(random.NextDouble() * 120))];
        return type switch
        {
            "Double" => values.Select(value => value / 7 - 3).ToArray(),
            "Single" => values.Select(value => (float)(value / 7 - 3)).ToArray(),
            "Half" => values.Select(value => (Half)(value / 7 - 3)).ToArray(),
            "Int64" => values.Select(value => (long)value - 60).ToArray(),
            "Int32" => values.Select(value => (int)value - 60).ToArray(),
            "Int16" => values.Select(value => (short)((short)value - 60)).ToArray(),
            "SByte" => values.Select(value => (sbyte)((sbyte)value - 60)).ToArray(),
            "UInt64" => values.Select(value => (ulong)value).ToArray(),
            "UInt32" => values.Select(value => (uint)value).ToArray(),
            "UInt16" => values.Select(value => (ushort)value).ToArray(),
            "Byte" => values.Select(value => (byte)value).ToArray(),
            _ => values.Select(value => value > 60).ToArray(),
        };
    }

    private static Array First(Array numbers)
    {
        Array first = Array.CreateInstance(numbers.GetType().GetElementType()!, Rows);
        Array.Copy(numbers, first, Rows);
        return first;
    }

    private static double[] Doubles(Array numbers) =>
        [.. numbers.Cast<object>().Select(value => value is Half half ? (double)half : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture))];

    private static void Check(string path, Array numbers)
    {
        double[] expected = Doubles(numbers);
        using (RowSource lists = Opened.At($"{path}#x"))
        {
            Assert.Equal([Rows, Width], lists.Lengths.ToArray());
            Assert.Equal(expected, Opened.Elements(lists));
            Assert.Equal(numbers is not (double[] or float[] or Half[]), lists.HoldsIntegers);
            Assert.Equal($"{path}#x", lists.Name);
        }

        using RowSource single = Opened.At($"{path}#y");
        Assert.Equal([Rows], single.Lengths.ToArray());
        Assert.Equal(expected[..Rows], Opened.Elements(single));

        using RowSource pair = Opened.At($"{path}#y,y");
        Assert.Equal([Rows, 2], pair.Lengths.ToArray());
        Assert.Equal(expected[..Rows].SelectMany(value => new[] { value, value }), Opened.Elements(pair));

        // The column of lists is what can be meant.
        using RowSource meant = Opened.At(path);
        Assert.Equal(Rows * Width, meant.Count);
    }
}
