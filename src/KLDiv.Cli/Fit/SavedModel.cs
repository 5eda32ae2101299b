using KLDiv.Files;
using KLDiv.Regression;

namespace KLDiv.Cli.Fit;

/// <summary>Models in files.</summary>
internal static class SavedModel
{
    /// <summary>Reads a model that <c>kldiv fit</c> saved.</summary>
    /// <exception cref="TensorFileException">The file cannot be read or is no model.</exception>
    public static DistributionModel Load(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return DistributionModel.Load(file);
        }
        catch (InvalidDataException wrong)
        {
            throw new TensorFileException(path, wrong.Message, wrong);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw TensorFileException.From(refusal, path, "cannot be opened");
        }
    }
}
