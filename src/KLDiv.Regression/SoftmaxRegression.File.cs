using KLDiv.Regression.Fitting;

namespace KLDiv.Regression;

public sealed partial class SoftmaxRegression
{
    /// <summary>Writes the model as a safetensors file: <c>weights</c> [features, support] and <c>bias</c> [support], float64.</summary>
    /// <param name="stream">Written from where it stands, and left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(stream, _weights, _bias);
    }

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from where it stands to its end, and left open.</param>
    /// <exception cref="InvalidDataException">It is not such a file; the message is one line that says what is wrong, with the values.</exception>
    public static SoftmaxRegression Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return ModelFile.Read(content.GetBuffer().AsSpan(0, checked((int)content.Length)));
    }
}
