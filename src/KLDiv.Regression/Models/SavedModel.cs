using KLDiv.Files;

namespace KLDiv.Regression;

/// <summary>A model as a file has it: that of a table with its columns, or that of matrices alone.</summary>
/// <param name="Model">The model.</param>
/// <param name="Table">The same with the columns of the table that it was fitted to; null where it was fitted to matrices.</param>
public sealed record SavedModel(DistributionModel Model, TableModel? Table)
{
    /// <summary>The bins of a number; null where the distributions are over classes.</summary>
    public Binning? Bins => Table?.Schema.Bins;

    /// <summary>The same with what was seen inside them.</summary>
    public BinContents? Contents => Table?.Contents;

    /// <summary>The names of the points of the support: classes by their names or numbers, bins by their edges or the value that they are of.</summary>
    public IReadOnlyList<string> Classes =>
        Table is null ? [.. Enumerable.Range(0, Model.Support).Select(i => $"class {i}")]
        : Bins is { } bins ? [.. Enumerable.Range(0, bins.Count).Select(bins.NameOf)]
        : Table.Schema.Classes;

    /// <summary>Reads a model from a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">The file cannot be read or is no model.</exception>
    public static SavedModel Load(string path)
    {
        try
        {
            CheckHeader(path);
            byte[] file = File.ReadAllBytes(path);
            using MemoryStream content = new(file);
            if (!TableModel.IsIn(file))
            {
                return new SavedModel(DistributionModel.Load(content), Table: null);
            }

            var table = TableModel.Load(content);
            return new SavedModel(table.Model, table);
        }
        catch (DataFileException)
        {
            throw;
        }
        catch (InvalidDataException wrong)
        {
            throw new DataFileException(path, $"is no model that kldiv fit made: {wrong.Message.TrimEnd('.')}", wrong);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.From(refusal, path, "cannot be opened");
        }
    }

    /// <summary>Writes the model, with its columns where it has any.</summary>
    /// <param name="stream">Written from where it stands, and left open.</param>
    /// <exception cref="InvalidDataException">The columns are more than the header of a file can hold; nothing has been written.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind that has no file.</exception>
    public void Save(Stream stream)
    {
        if (Table is null)
        {
            Model.Save(stream);
        }
        else
        {
            Table.Save(stream);
        }
    }

    /// <summary>Looks at the header before the rest is read, which may be long, or have no end.</summary>
    private static void CheckHeader(string path)
    {
        using ByteSource file = ByteSource.Open(path);
        try
        {
            SafetensorsFile.Open(path).Dispose();
        }
        catch (DataFileException wrong)
        {
            throw new DataFileException(path, $"is no model that kldiv fit made: {wrong.Problem}", wrong);
        }
    }
}
