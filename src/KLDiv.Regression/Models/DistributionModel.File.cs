using KLDiv.Regression.Models;

namespace KLDiv.Regression;

public abstract partial class DistributionModel
{
    /// <summary>Writes the model as a safetensors file: its tensors, and in the metadata the name of its form.</summary>
    /// <param name="stream">Written from where it stands, and left open.</param>
    /// <exception cref="NotSupportedException">The model is of a kind that has no file, as one that keeps the data is.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelTensors.Write(stream, this);
    }

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from where it stands to its end, and left open.</param>
    /// <exception cref="InvalidDataException">It is not such a file; the message is one line that says what is wrong, with the values.</exception>
    public static DistributionModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return ModelTensors.Read(content.GetBuffer().AsSpan(0, checked((int)content.Length)), out _);
    }
}
