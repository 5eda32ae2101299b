using KLDiv.Files;
using KLDiv.Reports.Reading;

namespace KLDiv.Reports.Shards;

/// <summary>What is there already where a part is to be.</summary>
internal static class EarlierPart
{
    /// <summary>Looks at what is there: a valid part is left alone; a part that will not do is removed, so that nothing joins it should this run fail.</summary>
    /// <param name="path">The part.</param>
    /// <param name="asked">What the part is to be made from.</param>
    /// <param name="inputs">The same, open.</param>
    /// <param name="cancellationToken">Ends the reading of what is there.</param>
    /// <returns>Whether the part is to be made.</returns>
    /// <exception cref="DataFileException">A part cannot be removed.</exception>
    public static bool MakesWay(string path, PartOrigin asked, ReportInputs inputs, CancellationToken cancellationToken)
    {
        if (FileTypes.Of(path) != FileType.Regular)
        {
            return true;
        }

        string? problem;
        bool isPart = false;
        try
        {
            using PartFile part = PartFile.Open(path, cancellationToken);
            isPart = true;
            problem = part.Origin.WhyNot(asked) ?? WhyUnsure(path, inputs);
        }
        catch (DataFileException unreadable)
        {
            problem = unreadable.Problem;
        }

        inputs.Options.Note?.Invoke(problem is null ? $"{path}: is there and valid, and is left as it is" : $"{path}: is made anew: {problem}");
        if (problem is not null && isPart)
        {
            Remove(path);
        }

        return problem is not null;
    }

    private static void Remove(string path)
    {
        try
        {
            // A link stays, as it does when a file is written through it.
            File.Delete(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be removed: {e.Message}", e);
        }
    }

    /// <summary>A file may have changed where its sample does not show it; what is no file may have changed anyhow.</summary>
    private static string? WhyUnsure(string path, ReportInputs inputs)
    {
        DateTime made = File.GetLastWriteTimeUtc(path);
        foreach ((_, string name, string? file) in PartOrigin.SourcesOf(inputs))
        {
            if (file is null)
            {
                return $"{name} is no file, and may have changed";
            }

            if (File.GetLastWriteTimeUtc(file) > made)
            {
                return $"{file} is younger";
            }
        }

        return null;
    }
}
