using System.Numerics.Tensors;
using System.Text.Json;
using KLDiv.Files;

namespace KLDiv.Benchmarks.Labels;

/// <summary>One of the yeast sets: features and the distributions of labels, mapped from their files, and what is published of it.</summary>
internal sealed class LabelSet : IDisposable
{
    private readonly TensorFile _features;
    private readonly TensorFile _labels;

    private LabelSet(string folder, string name, PublishedFigures? published)
    {
        Name = name;
        Published = published;
        _features = TensorFile.Open(Path.Combine(folder, $"{name}-features.npy"));
        _labels = TensorFile.Open(Path.Combine(folder, $"{name}-labels.npy"));
    }

    public string Name { get; }

    public PublishedFigures? Published { get; }

    public ReadOnlyTensorSpan<double> Features => _features.AsTensorSpan<double>();

    public ReadOnlyTensorSpan<double> Labels => _labels.AsTensorSpan<double>();

    /// <summary>All sets of a folder, by name.</summary>
    public static LabelSet[] All(string folder)
    {
        using JsonDocument published = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "published.json")));
        Dictionary<string, PublishedFigures> figures = published.RootElement.GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row.GetProperty("dataset").GetString()!, PublishedFigures.Read, StringComparer.Ordinal);
        return
        [
            .. Directory.GetFiles(folder, "*-features.npy")
                .Select(file => Path.GetFileName(file)[..^"-features.npy".Length])
                .Order(StringComparer.Ordinal)
                .Select(name => new LabelSet(folder, name, figures.GetValueOrDefault(name))),
        ];
    }

    public void Dispose()
    {
        _features.Dispose();
        _labels.Dispose();
    }
}
