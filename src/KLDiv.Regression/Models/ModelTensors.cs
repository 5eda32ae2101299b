using KLDiv.Files;
using KLDiv.Regression.Fitting;

namespace KLDiv.Regression.Models;

/// <summary>A tensor of a model.</summary>
internal readonly record struct ModelTensor(string Name, nint[] Lengths, double[] Values);

/// <summary>Models as the tensors of a safetensors file, float64 all of them, and in its metadata which form they are of.</summary>
/// <remarks>
/// Whoever stores more beside a model (the columns of a table, say) gives further metadata when writing and finds all of it when reading; the keys are
/// theirs but for <see cref="FormatKey"/>.
/// </remarks>
internal static class ModelTensors
{
    /// <summary>The key of the metadata under which the form stands.</summary>
    public const string FormatKey = "format";

    private const string Softmax = "kldiv-softmax-regression-1";
    private const string Interactions = "kldiv-interaction-regression-1";
    private const string Hidden = "kldiv-hidden-layer-regression-1";
    private const string Weights = "weights";
    private const string Bias = "bias";
    private const string Means = "means";
    private const string Scales = "scales";
    private const string Products = "products";
    private const string HiddenWeights = "hidden_weights";
    private const string HiddenBias = "hidden_bias";
    private const string DType = "F64";

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Written from where it stands, and left open.</param>
    /// <param name="model">The model.</param>
    /// <param name="metadata">What is stored beside the form; null: nothing.</param>
    /// <param name="contents">The tensors of what is inside bins; none where there are none.</param>
    /// <exception cref="NotSupportedException">The model is of a kind that has no file.</exception>
    public static void Write(
        Stream stream, DistributionModel model, IReadOnlyDictionary<string, string>? metadata = null, params IReadOnlyList<ModelTensor> contents)
    {
        (string format, ModelTensor[] own) = Of(model);
        ModelTensor[] tensors = [.. own, .. contents];
        var texts = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            [FormatKey] = format,
        };
        var writer = new SafetensorsWriter(stream, texts, [.. tensors.Select(tensor => (tensor.Name, DType, tensor.Lengths))]);
        foreach (ModelTensor tensor in tensors)
        {
            writer.Write<double>(tensor.Values);
        }

        writer.Complete();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="metadata">All of the metadata.</param>
    /// <exception cref="InvalidDataException">The file breaks a rule; the message is one line.</exception>
    public static DistributionModel Read(ReadOnlySpan<byte> file, out IReadOnlyDictionary<string, string> metadata)
    {
        SafetensorsHeader header = HeaderOf(file);
        metadata = header.Metadata;
        string? format = header.Metadata.GetValueOrDefault(FormatKey);
        var tensors = new ModelTensorReader(header, file);
        return format switch
        {
            Softmax => ReadSoftmax(tensors),
            Interactions => ReadInteractions(tensors),
            Hidden => ReadHidden(tensors),
            _ => throw new InvalidDataException(
                $"the format in the header's metadata is {(format is null ? "missing" : $"'{format}'")}; that of a model is '{Softmax}', '{Interactions}' or '{Hidden}'"),
        };
    }

    /// <summary>Reads what is inside the bins of a model; evenly filled in a file that says nothing of it.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="bins">The bins.</param>
    /// <param name="step">The step of the values; null where the file has none.</param>
    /// <exception cref="InvalidDataException">The file breaks a rule; the message is one line.</exception>
    public static BinContents ReadContents(ReadOnlySpan<byte> file, Binning bins, double? step)
    {
        SafetensorsHeader header = HeaderOf(file);
        return step is null && !header.Tensors.Any(tensor => ContentTensors.Names.Contains(tensor.Name, StringComparer.Ordinal))
            ? BinContents.Even(bins)
            : ContentTensors.Read(new ModelTensorReader(header, file), bins, step ?? 0);
    }

    private static (string Format, ModelTensor[] Tensors) Of(DistributionModel model) => model switch
    {
        SoftmaxRegression softmax => (Softmax, [Matrix(Weights, softmax.WeightValues, softmax.Support), Vector(Bias, softmax.BiasValues)]),
        InteractionRegression interactions => (Interactions,
        [
            Vector(Means, interactions.MeanValues),
            Vector(Scales, interactions.ScaleValues),
            Matrix(Products, [.. interactions.Products.SelectMany(pair => new double[] { pair.First, pair.Second })], 2),
            Matrix(Weights, interactions.WeightValues, interactions.Support),
            Vector(Bias, interactions.BiasValues),
        ]),
        HiddenLayerRegression hidden => (Hidden,
        [
            Matrix(HiddenWeights, hidden.HiddenWeightValues, hidden.HiddenUnits),
            Vector(HiddenBias, hidden.HiddenBiasValues),
            Matrix(Weights, hidden.WeightValues, hidden.Support),
            Vector(Bias, hidden.BiasValues),
        ]),
        _ => throw new NotSupportedException($"A model of type {model.GetType().Name} has no file."),
    };

    private static SoftmaxRegression ReadSoftmax(ModelTensorReader tensors)
    {
        tensors.MustBe(Weights, Bias);
        ModelTensor weights = tensors.Read(Weights, rank: 2), bias = tensors.Read(Bias, rank: 1);
        MustAgree(weights, 1, bias, 0);
        return new SoftmaxRegression(weights.Values, bias.Values);
    }

    private static InteractionRegression ReadInteractions(ModelTensorReader tensors)
    {
        tensors.MustBe(Means, Scales, Products, Weights, Bias);
        ModelTensor means = tensors.Read(Means, rank: 1), scales = tensors.Read(Scales, rank: 1);
        ModelTensor products = tensors.Read(Products, rank: 2, mayBeEmpty: true);
        ModelTensor weights = tensors.Read(Weights, rank: 2), bias = tensors.Read(Bias, rank: 1);
        MustAgree(means, 0, scales, 0);
        MustAgree(weights, 1, bias, 0);
        nint features = means.Lengths[0];
        if (products.Lengths[1] != 2 || weights.Lengths[0] != features + products.Lengths[0])
        {
            throw new InvalidDataException(
                $"{Text(means)}, {Text(products)}, {Text(weights)}; products must have two columns, and weights a row for each feature and product");
        }

        double[] pairs = products.Values;
        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i] != Math.Floor(pairs[i]) || pairs[i] < 0 || pairs[i] >= features)
            {
                throw new InvalidDataException($"element {i} of {Products} is {pairs[i]}; it must be the number of one of {features} features");
            }
        }

        return new InteractionRegression(
            means.Values, scales.Values, new FeaturePairs(pairs.Chunk(2).Select(pair => ((int)pair[0], (int)pair[1]))), weights.Values, bias.Values);
    }

    private static HiddenLayerRegression ReadHidden(ModelTensorReader tensors)
    {
        tensors.MustBe(HiddenWeights, HiddenBias, Weights, Bias);
        ModelTensor hiddenWeights = tensors.Read(HiddenWeights, rank: 2), hiddenBias = tensors.Read(HiddenBias, rank: 1);
        ModelTensor weights = tensors.Read(Weights, rank: 2), bias = tensors.Read(Bias, rank: 1);
        MustAgree(hiddenWeights, 1, hiddenBias, 0);
        MustAgree(weights, 1, bias, 0);
        MustAgree(weights, 0, hiddenBias, 0);
        return new HiddenLayerRegression(hiddenWeights.Values, hiddenBias.Values, weights.Values, bias.Values);
    }

    private static SafetensorsHeader HeaderOf(ReadOnlySpan<byte> file)
    {
        try
        {
            return SafetensorsHeader.Parse("model", file);
        }
        catch (DataFileException malformed)
        {
            throw new InvalidDataException(malformed.Problem, malformed);
        }
    }

    private static void MustAgree(ModelTensor first, int firstAxis, ModelTensor second, int secondAxis)
    {
        if (first.Lengths[firstAxis] != second.Lengths[secondAxis])
        {
            string which = firstAxis == first.Lengths.Length - 1 && secondAxis == second.Lengths.Length - 1 ? "last" : "first";
            throw new InvalidDataException($"{Text(first)}, {Text(second)}; their {which} lengths must be equal");
        }
    }

    private static string Text(ModelTensor tensor) => $"{tensor.Name} has shape {DataChecks.Text(tensor.Lengths)}";

    private static ModelTensor Matrix(string name, double[] values, int columns) => new(name, [values.Length / columns, columns], values);

    public static ModelTensor Vector(string name, double[] values) => new(name, [values.Length], values);
}
