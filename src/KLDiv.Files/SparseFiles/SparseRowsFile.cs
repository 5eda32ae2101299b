namespace KLDiv.Files.SparseFiles;

/// <summary>Sparse rows in a safetensors file.</summary>
internal sealed class SparseRowsFile : SparseRowSource
{
    public const string FormatKey = "format";
    public const string Format = "kldiv-sparse-rows-1";
    public const string ClassesKey = "classes";
    public const string Ids = "ids", LogProbabilities = "log_probs", Offsets = "offsets";

    /// <summary>Numbers that are converted at a time.</summary>
    private const int AtATime = 1 << 12;

    private readonly SafetensorsFile _file;
    private readonly SafetensorsTensor _ids;
    private readonly SafetensorsTensor? _offsets;

    /// <summary>Read as a tensor, of whichever type it is.</summary>
    private readonly RowSource _logProbabilities;

    private SparseRowsFile(SafetensorsFile file, SafetensorsTensor ids, SafetensorsTensor? offsets, long rows, long classes)
        : base(file.Path, rows, classes)
    {
        _file = file;
        _ids = ids;
        _offsets = offsets;
        _logProbabilities = RowSource.Open($"{file.Path}#{LogProbabilities}");
    }

    /// <summary>Whether the file's texts say that it is one.</summary>
    public static new bool IsOne(string path)
    {
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
        {
            return false;
        }

        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            return IsOne(file);
        }
        catch (DataFileException)
        {
            // Whoever opens it as what it is will say what is wrong with it, or that its name says another format.
            return false;
        }
    }

    public static new SparseRowsFile Open(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    protected override SparseBlock ReadRows(long first, int count)
    {
        long[] offsets = _offsets is null ? FixedOffsets(first, count) : ReadOffsets(_offsets, first, count);
        long start = offsets[0];
        int entries = checked((int)(offsets[^1] - start));
        long[] ids = new long[entries];
        double[] logProbabilities = new double[entries];
        ReadIds(start, ids);
        _logProbabilities.ReadDoubles(start, logProbabilities, new RowBuffer());
        return new SparseBlock(ids, logProbabilities, [.. offsets.Select(offset => offset - start)]);
    }

    protected override void Dispose(bool disposing)
    {
        _logProbabilities.Dispose();
        _file.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsOne(SafetensorsFile file) =>
        file.Header.Metadata.TryGetValue(FormatKey, out string? format) && string.Equals(format, Format, StringComparison.Ordinal);

    private static SparseRowsFile Open(SafetensorsFile file)
    {
        if (!IsOne(file))
        {
            throw new DataFileException(file.Path, $"does not say that it holds sparse rows: its metadata has no {FormatKey} {Format}");
        }

        if (!file.Header.Metadata.TryGetValue(ClassesKey, out string? text) || !NumberText.TryParse(text, out long classes) || classes == 0)
        {
            throw new DataFileException(file.Path, $"its metadata must say how many {ClassesKey} there are, a whole number from 1");
        }

        SafetensorsTensor ids = Find(file, Ids, "I32", "I64"), logProbabilities = Find(file, LogProbabilities, "F16", "BF16", "F32", "F64");
        SafetensorsTensor? offsets = file.Header.Tensors.Any(tensor => tensor.Name is Offsets) ? Find(file, Offsets, "I64") : null;
        MustFit(file, ids, logProbabilities, offsets);
        long rows = offsets is null ? ids.Lengths[0] : offsets.Lengths[0] - 1;
        if (offsets is not null)
        {
            CheckOffsets(file, offsets, ids.Lengths[0]);
        }

        return new SparseRowsFile(file, ids, offsets, rows, classes);
    }

    private static SafetensorsTensor Find(SafetensorsFile file, string name, params string[] types)
    {
        SafetensorsTensor tensor = file.Header.Tensors.FirstOrDefault(tensor => string.Equals(tensor.Name, name, StringComparison.Ordinal))
            ?? throw new DataFileException(file.Path, $"has no tensor '{name}', which sparse rows have");
        return types.Contains(tensor.DType, StringComparer.Ordinal)
            ? tensor
            : throw new DataFileException(file.Path, $"'{name}' holds {tensor.DType}; it must hold {string.Join(" or ", types)}");
    }

    private static void MustFit(SafetensorsFile file, SafetensorsTensor ids, SafetensorsTensor logProbabilities, SafetensorsTensor? offsets)
    {
        if (!ids.Lengths.SequenceEqual(logProbabilities.Lengths))
        {
            throw new DataFileException(file.Path, $"'{Ids}' has the shape {Shape(ids)} and '{LogProbabilities}' {Shape(logProbabilities)}; they must be equal");
        }

        if (offsets is null ? ids.Lengths.Count != 2 : ids.Lengths.Count != 1 || offsets.Lengths.Count != 1 || offsets.Lengths[0] == 0)
        {
            string expected = offsets is null ? "[rows, classes] without offsets" : $"[entries], and '{Offsets}' [rows + 1], not {Shape(offsets)}";
            throw new DataFileException(file.Path, $"'{Ids}' has the shape {Shape(ids)}; it must be {expected}");
        }
    }

    private static string Shape(SafetensorsTensor tensor) => $"[{string.Join(", ", tensor.Lengths)}]";

    private static void CheckOffsets(SafetensorsFile file, SafetensorsTensor offsets, long entries)
    {
        long last = 0, count = offsets.Lengths[0];
        for (long first = 0; first < count; first += AtATime)
        {
            long[] read = new long[Math.Min(AtATime, count - first)];
            file.Read<long>(offsets, first, read);
            for (int i = 0; i < read.Length; i++)
            {
                bool isRight = first + i == 0 ? read[i] == 0 : read[i] >= last && read[i] <= entries && read[i] - last <= int.MaxValue;
                last = isRight ? read[i] : throw new DataFileException(file.Path, $"'{Offsets}' has {read[i]} at {first + i}; offsets go from 0 to {entries} and never fall");
            }
        }

        if (last != entries)
        {
            throw new DataFileException(file.Path, $"'{Offsets}' end with {last}; they must end with the number of entries, {entries}");
        }
    }

    private long[] FixedOffsets(long first, int count)
    {
        long width = _ids.Lengths[1];
        return [.. Enumerable.Range(0, count + 1).Select(row => (first + row) * width)];
    }

    private long[] ReadOffsets(SafetensorsTensor offsets, long first, int count)
    {
        long[] read = new long[count + 1];
        _file.Read<long>(offsets, first, read);
        return read;
    }

    private void ReadIds(long start, long[] destination)
    {
        if (_ids.DType is "I64")
        {
            _file.Read<long>(_ids, start, destination);
            return;
        }

        int[] read = new int[destination.Length];
        _file.Read<int>(_ids, start, read);
        for (int i = 0; i < read.Length; i++)
        {
            destination[i] = read[i];
        }
    }
}
