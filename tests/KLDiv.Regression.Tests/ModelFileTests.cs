using System.Buffers.Binary;
using System.Text.Json;

namespace KLDiv.Regression.Tests;

public class ModelFileTests
{
    private const string Metadata = """ "__metadata__":{"format":"kldiv-softmax-regression-1"} """;
    private const string Weights = """ "weights":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]} """;
    private const string Bias = """ "bias":{"dtype":"F64","shape":[2],"data_offsets":[16,32]} """;

    /// <summary>Headers before 32 bytes of data, each with one thing wrong, and what is said of it.</summary>
    public static TheoryData<string, string> Malformed => new()
    {
        { "[]", "the header is a JSON Array; it must be an object" },
        { Header(Weights, Bias), "the format in the header's metadata is missing; that of a model is 'kldiv-softmax-regression-1'" },
        {
            Header(Metadata.Replace("-1", "-2", StringComparison.Ordinal), Weights, Bias),
            "the format in the header's metadata is 'kldiv-softmax-regression-2'; that of a model is 'kldiv-softmax-regression-1'"
        },
        { Header(Metadata, Bias), "the header has no tensor 'weights'" },
        { Header(Metadata, Weights), "the header has no tensor 'bias'" },
        { Header(Metadata, Weights, Bias, """ "more":{} """), "the file has a tensor 'more', which is no part of a model; it has 'weights' and 'bias'" },
        { Header(Metadata, Weights, Change(Bias, "F64", "F32")), "the dtype of bias is F32; it must be F64" },
        { Header(Metadata, Weights, Change(Bias, "dtype", "type")), "the dtype of bias is missing; it must be F64" },
        { Header(Metadata, Weights, Change(Bias, "[2]", "[2,1]")), "the shape of bias is [2,1]; it must be 1 whole number of at least 1" },
        { Header(Metadata, Change(Weights, "[1,2]", "[-1,2]"), Bias), "the shape of weights is [-1,2]; it must be 2 whole numbers of at least 1" },
        { Header(Metadata, Change(Weights, "[1,2]", "[0,2]"), Bias), "the shape of weights is [0,2]; it must be 2 whole numbers of at least 1" },
        { Header(Metadata, Change(Weights, "[1,2]", "[1.5,2]"), Bias), "the shape of weights is [1.5,2]; it must be 2 whole numbers of at least 1" },
        { Header(Metadata, Change(Weights, "shape", "form"), Bias), "the shape of weights is missing; it must be 2 whole numbers of at least 1" },
        {
            Header(Metadata, Weights, Change(Bias, "[16,32]", "[16]")),
            "the data_offsets of bias is [16]; it must be 2 whole numbers of at least 0"
        },
        {
            Header(Metadata, Change(Weights, "[1,2]", "[1,3]"), Bias),
            "the shape of weights, [1, 3], takes 24 bytes, its data_offsets are [0, 16]"
        },
        {
            Header(Metadata, Change(Weights, "[1,2]", "[9223372036854775807,9223372036854775807]"), Bias),
            "the shape of weights, [9223372036854775807, 9223372036854775807], takes 680564733841876926779175262273860009992 bytes, its data_offsets are [0, 16]"
        },
        {
            Header(Metadata, Weights, Change(Bias, "[16,32]", "[32,16]")),
            "the shape of bias, [2], takes 16 bytes, its data_offsets are [32, 16]"
        },
        {
            Header(Metadata, Change(Change(Weights, "[1,2]", "[1,3]"), "[0,16]", "[0,24]"), Change(Change(Bias, "[2]", "[1]"), "[16,32]", "[24,32]")),
            "weights has shape [1, 3], bias has shape [1]; their last lengths must be equal"
        },
        {
            Header(Metadata, Weights, Change(Bias, "[16,32]", "[8,24]")),
            "weights lies at bytes 0 to 16 and bias at 8 to 24 of 32 bytes of data; they must fill them one behind the other"
        },
        {
            Header(Metadata, Weights, Change(Bias, "[16,32]", "[24,40]")),
            "weights lies at bytes 0 to 16 and bias at 24 to 40 of 32 bytes of data; they must fill them one behind the other"
        },
        {
            Header(Metadata, Change(Weights, "[0,16]", "[8,24]"), Change(Bias, "[16,32]", "[24,40]")),
            "weights lies at bytes 8 to 24 and bias at 24 to 40 of 32 bytes of data; they must fill them one behind the other"
        },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_header_is_refused_with_the_reason(string header, string message)
    {
        Assert.Equal(message, Message(Bytes(header, new byte[32])));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(0)]
    public void Data_of_another_length_than_the_header_says_are_refused(int length)
    {
        Assert.Equal(
            $"weights lies at bytes 0 to 16 and bias at 16 to 32 of {length} bytes of data; they must fill them one behind the other",
            Message(Bytes(Header(Metadata, Weights, Bias), new byte[length])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_without_a_whole_header_length_is_refused(int length)
    {
        Assert.Equal($"the file has {length} bytes; a model begins with 8 that give the length of its header", Message(new byte[length]));
    }

    [Theory]
    [InlineData(5ul)]
    [InlineData(ulong.MaxValue)]
    public void A_header_longer_than_the_file_is_refused(ulong length)
    {
        byte[] bytes = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Equal($"the header is said to have {length} bytes, 4 follow", Message(bytes));
    }

    [Fact]
    public void A_header_that_is_not_JSON_is_refused()
    {
        Assert.StartsWith("the header is not JSON: ", Message(Bytes("{", new byte[32])), StringComparison.Ordinal);
        Assert.StartsWith("the header is not JSON: ", Message(Bytes(Header(Metadata, Weights, Weights, Bias), new byte[32])), StringComparison.Ordinal);
        byte[] bytes = Bytes(Header(Metadata, Weights, Bias), new byte[32]);
        bytes[12] = 0xFF;
        Assert.StartsWith("the header is not JSON: ", Message(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused()
    {
        byte[] data = new byte[32];
        BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(8), double.NaN);
        Assert.Equal("element 1 of weights is NaN; it must be finite", Message(Bytes(Header(Metadata, Weights, Bias), data)));
    }

    [Fact]
    public void A_file_by_hand_is_the_model_that_it_says_whichever_tensor_comes_first()
    {
        byte[] data = new byte[32];
        for (int i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(8 * i), i + 1);
        }

        using var plain = new MemoryStream(Bytes(Header(Metadata, Weights, Bias), data));
        SoftmaxRegression model = SoftmaxRegression.Load(plain);
        Assert.Equal([1, 2], Data.Values(model.Weights));
        Assert.Equal([3, 4], model.Bias.ToArray());

        using var turned = new MemoryStream(Bytes(Header(Change(Bias, "[16,32]", "[0,16]"), Change(Weights, "[0,16]", "[16,32]"), Metadata), data));
        model = SoftmaxRegression.Load(turned);
        Assert.Equal([3, 4], Data.Values(model.Weights));
        Assert.Equal([1, 2], model.Bias.ToArray());
    }

    [Fact]
    public void A_saved_model_comes_back_to_the_bit_from_a_safetensors_file()
    {
        SoftmaxRegression model = SoftmaxRegression.Fit(
            Data.Normal(new Random(1), 30, 3).AsReadOnlyTensorSpan(), Data.Distributions(new Random(2), 30, 4).AsReadOnlyTensorSpan()).Model;
        using var stream = new MemoryStream();
        model.Save(stream);
        Assert.Equal(0, stream.Length % 8);
        byte[] bytes = stream.ToArray();
        using (JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes))))
        {
            Assert.Equal("[3,4]", header.RootElement.GetProperty("weights").GetProperty("shape").GetRawText());
            Assert.Equal("[96,128]", header.RootElement.GetProperty("bias").GetProperty("data_offsets").GetRawText());
        }

        stream.Position = 0;
        SoftmaxRegression loaded = SoftmaxRegression.Load(stream);
        Assert.Equal((3, 4), (loaded.Features, loaded.Support));
        Assert.Equal(Data.Values(model.Weights), Data.Values(loaded.Weights));
        Assert.Equal(model.Bias.ToArray(), loaded.Bias.ToArray());
    }

    private static string Change(string text, string from, string to) => text.Replace(from, to, StringComparison.Ordinal);

    private static string Header(params string[] entries) => $"{{{string.Join(',', entries)}}}";

    private static byte[] Bytes(string header, byte[] data)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        return [.. length, .. text, .. data];
    }

    private static string Message(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Assert.Throws<InvalidDataException>(() => SoftmaxRegression.Load(stream)).Message;
    }
}
