using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Text.Json;
using KLDiv.Regression.Models;

namespace KLDiv.Regression.Tests.Models;

public class ModelFileTests
{
    private const string Metadata = """ "__metadata__":{"format":"kldiv-softmax-regression-1"} """;
    private const string Weights = """ "weights":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]} """;
    private const string Bias = """ "bias":{"dtype":"F64","shape":[2],"data_offsets":[16,32]} """;

    private const string Formats = "'kldiv-softmax-regression-1', 'kldiv-interaction-regression-1' or 'kldiv-hidden-layer-regression-1'";

    /// <summary>Headers before 32 bytes of data, each with one thing wrong, and what is said of it.</summary>
    public static TheoryData<string, string> Malformed => new()
    {
        { "[]", "header starts with the byte 5B; a JSON object starts with 7B" },
        { Header(Weights, Bias), $"the format in the header's metadata is missing; that of a model is {Formats}" },
        {
            Header(Metadata.Replace("-1", "-2", StringComparison.Ordinal), Weights, Bias),
            $"the format in the header's metadata is 'kldiv-softmax-regression-2'; that of a model is {Formats}"
        },
        { Header(Metadata, Change(Bias, "[2]", "[4]").Replace("[16,32]", "[0,32]", StringComparison.Ordinal)), "the header has no tensor 'weights'" },
        { Header(Metadata, Change(Change(Weights, "[1,2]", "[1,4]"), "[0,16]", "[0,32]")), "the header has no tensor 'bias'" },
        {
            Header(Metadata, Weights, Bias, Bias.Replace("bias", "more", StringComparison.Ordinal).Replace("[2]", "[0]", StringComparison.Ordinal).Replace("[16,32]", "[32,32]", StringComparison.Ordinal)),
            "the file has a tensor 'more', which is no part of a model; it has 'weights' and 'bias'"
        },
        { Header(Metadata, Weights, Change(Change(Bias, "F64", "F32"), "[2]", "[4]")), "the dtype of bias is F32; it must be F64" },
        { Header(Metadata, Weights, Change(Bias, "[2]", "[2,1]")), "the shape of bias is [2, 1]; it must be 1 length of at least 1" },
        {
            Header(Metadata, Change(Change(Weights, "[1,2]", "[0,2]"), "[0,16]", "[0,0]"), Change(Change(Bias, "[2]", "[4]"), "[16,32]", "[0,32]")),
            "the shape of weights is [0, 2]; it must be 2 lengths of at least 1"
        },
        {
            Header(Metadata, Change(Change(Weights, "[1,2]", "[1,3]"), "[0,16]", "[0,24]"), Change(Change(Bias, "[2]", "[1]"), "[16,32]", "[24,32]")),
            "weights has shape [1, 3], bias has shape [1]; their last lengths must be equal"
        },
        { Header(Metadata, Weights, Change(Bias, "[16,32]", "[8,24]")), "tensors 'weights' and 'bias' overlap: one ends at byte 16 of the data, the other begins at 8" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_header_is_refused_with_the_reason(string header, string message)
    {
        Assert.Equal(message, Message(Bytes(header, new byte[32])));
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
        var model = (SoftmaxRegression)DistributionModel.Load(plain);
        Assert.Equal([1, 2], Data.Values(model.Weights));
        Assert.Equal([3, 4], model.Bias.ToArray());

        using var turned = new MemoryStream(Bytes(Header(Change(Bias, "[16,32]", "[0,16]"), Change(Weights, "[0,16]", "[16,32]"), Metadata), data));
        model = (SoftmaxRegression)DistributionModel.Load(turned);
        Assert.Equal([3, 4], Data.Values(model.Weights));
        Assert.Equal([1, 2], model.Bias.ToArray());
    }

    [Fact]
    public void A_saved_model_comes_back_to_the_bit_from_a_safetensors_file()
    {
        SoftmaxRegression model = DistributionModel.Fit(
            Data.Normal(new Random(1), 30, 3).AsReadOnlyTensorSpan(), Data.Distributions(new Random(2), 30, 4).AsReadOnlyTensorSpan()).Softmax();
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
        var loaded = (SoftmaxRegression)DistributionModel.Load(stream);
        Assert.Equal((3, 4), (loaded.Features, loaded.Support));
        Assert.Equal(Data.Values(model.Weights), Data.Values(loaded.Weights));
        Assert.Equal(model.Bias.ToArray(), loaded.Bias.ToArray());
    }

    [Theory]
    [InlineData(ModelForm.Softmax)]
    [InlineData(ModelForm.Interactions)]
    [InlineData(ModelForm.Hidden)]
    public void Every_form_comes_back_and_predicts_the_same_bits_beside_metadata_of_others(ModelForm form)
    {
        Tensor<double> features = Data.Normal(new Random(1), 50, 3);
        DistributionModel model = DistributionModel.Fit(
            features.AsReadOnlyTensorSpan(), Data.Distributions(new Random(2), 50, 4).AsReadOnlyTensorSpan(), new FitOptions { Form = form, HiddenUnits = 5, L2 = 0.01 }).Model;
        using var stream = new MemoryStream();
        ModelTensors.Write(stream, model, new Dictionary<string, string>(StringComparer.Ordinal) { ["columns"] = "a, b, c" });
        DistributionModel loaded = ModelTensors.Read(stream.ToArray(), out IReadOnlyDictionary<string, string> metadata);
        Assert.Equal("a, b, c", metadata["columns"]);
        Assert.Equal(model.GetType(), loaded.GetType());
        Assert.Equal(Data.Values(model.Predict(features.AsReadOnlyTensorSpan())), Data.Values(loaded.Predict(features.AsReadOnlyTensorSpan())));
    }

    [Theory]
    [InlineData("[[0,1],[0,3]]", "element 3 of products is 3; it must be the number of one of 3 features")]
    [InlineData("[[0,1],[-1,2]]", "element 2 of products is -1; it must be the number of one of 3 features")]
    [InlineData("[[0,1],[0.5,2]]", "element 2 of products is 0.5; it must be the number of one of 3 features")]
    [InlineData("[[0,1]]", "means has shape [3], products has shape [1, 2], weights has shape [5, 2]; products must have two columns, and weights a row for each feature and product")]
    public void Products_that_no_model_has_are_refused(string pairs, string message)
    {
        double[] products = [.. JsonSerializer.Deserialize<double[][]>(pairs)!.SelectMany(pair => pair)];
        using var stream = new MemoryStream();
        var writer = new KLDiv.Files.SafetensorsWriter(
            stream,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "kldiv-interaction-regression-1" },
            [("means", "F64", [3]), ("scales", "F64", [3]), ("products", "F64", [products.Length / 2, 2]), ("weights", "F64", [5, 2]), ("bias", "F64", [2])]);
        foreach (double[] values in new[] { new double[3], new double[3], products, new double[10], new double[2] })
        {
            writer.Write<double>(values);
        }

        Assert.Equal(message, Message(stream.ToArray()));
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
        return Assert.Throws<InvalidDataException>(() => DistributionModel.Load(stream)).Message;
    }
}
