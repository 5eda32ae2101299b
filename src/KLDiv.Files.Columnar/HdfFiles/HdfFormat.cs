using KLDiv.Files.Columnar.Blocks;
using PureHDF;
using PureHDF.VOL.Native;

namespace KLDiv.Files.Columnar.HdfFiles;

/// <summary>HDF5 files.</summary>
internal sealed class HdfFormat() : LibraryFormat("HDF5", ".h5", ".hdf5", ".hdf", ".he5")
{
    /// <summary>Reads that opening may take; groups may refer to each other in a circle.</summary>
    private const int MostReads = 1 << 20;

    private const int MostDepth = 16, MostObjects = 1 << 12;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    public override bool Recognises(ReadOnlySpan<byte> start, long length) => start.StartsWith(Magic);

    public override string Reads => "datasets of numbers";

    protected override IReadOnlyList<string> NamesIn(ByteSource file)
    {
        using NativeFile hdf = H5File.Open(new ByteSourceStream(file) { ReadsLeft = MostReads }, leaveOpen: true);
        return [.. DatasetsIn(hdf).Select(dataset => dataset.Name)];
    }

    protected override RowSource OpenRows(ByteSource file, string? tensor)
    {
        ByteSourceStream stream = new(file) { ReadsLeft = MostReads };
        NativeFile hdf = H5File.Open(stream, leaveOpen: true);
        try
        {
            string path = tensor is null ? file.Path : $"{file.Path}#{tensor}";
            NativeDataset dataset = tensor is not null && hdf.LinkExists(tensor) && hdf.Get(tensor) is NativeDataset named ? named : Find(file, hdf, tensor);
            nint[] lengths = LengthsOf(path, dataset);
            return new HdfRows(file, path, hdf, dataset, stream, StoredAs(path, dataset.Type), lengths);
        }
        catch
        {
            hdf.Dispose();
            throw;
        }
    }

    private static NativeDataset Find(ByteSource file, NativeFile hdf, string? asked)
    {
        List<(string Name, NativeDataset Dataset)> datasets = DatasetsIn(hdf);
        return datasets[Choose(file.Path, asked, [.. datasets.Select(dataset => dataset.Name)])].Dataset;
    }

    private static List<(string Name, NativeDataset Dataset)> DatasetsIn(NativeFile hdf)
    {
        List<(string Name, NativeDataset Dataset)> datasets = [];
        int objects = 0;
        Collect(hdf, "", depth: 0, datasets, ref objects);
        return datasets;
    }

    private static void Collect(NativeGroup group, string path, int depth, List<(string Name, NativeDataset Dataset)> datasets, ref int objects)
    {
        foreach (IH5Object child in group.Children())
        {
            if (++objects > MostObjects)
            {
                return;
            }

            if (child is NativeDataset dataset)
            {
                datasets.Add(($"{path}/{child.Name}", dataset));
            }
            else if (child is NativeGroup inner && depth < MostDepth)
            {
                Collect(inner, $"{path}/{child.Name}", depth + 1, datasets, ref objects);
            }
        }
    }

    private static nint[] LengthsOf(string path, NativeDataset dataset)
    {
        if (dataset.Space.Type is H5DataspaceType.Null)
        {
            throw new DataFileException(path, "is a dataset without a value");
        }

        ulong[] dimensions = dataset.Space.Dimensions;
        return dimensions.Length == 0 ? [1] : [.. dimensions.Select(length => (nint)Math.Min(length, long.MaxValue))];
    }

    private static StoredType StoredAs(string path, IH5DataType type) => (type.Class, type.Size) switch
    {
        (H5DataTypeClass.FloatingPoint, sizeof(double)) => new(StoredKind.Float64),
        (H5DataTypeClass.FloatingPoint, sizeof(float)) => new(StoredKind.Float32),
        (H5DataTypeClass.FloatingPoint, sizeof(ushort)) => new(StoredKind.Float16),
        (H5DataTypeClass.FixedPoint, sizeof(long)) => new(type.FixedPoint.IsSigned ? StoredKind.Int64 : StoredKind.UInt64),
        (H5DataTypeClass.FixedPoint, sizeof(int)) => new(type.FixedPoint.IsSigned ? StoredKind.Int32 : StoredKind.UInt32),
        (H5DataTypeClass.FixedPoint, sizeof(short)) => new(type.FixedPoint.IsSigned ? StoredKind.Int16 : StoredKind.UInt16),
        (H5DataTypeClass.FixedPoint, sizeof(byte)) => new(type.FixedPoint.IsSigned ? StoredKind.Int8 : StoredKind.UInt8),

        // As h5py writes bool: an enumeration of FALSE and TRUE.
        (H5DataTypeClass.Enumerated, sizeof(byte)) when type.Enumeration.GetMembers<byte>() is { Count: 2 } members && members.ContainsKey("TRUE") => new(StoredKind.Bool),
        _ => throw new DataFileException(path, $"has elements of the class {type.Class} and {type.Size} bytes; floating-point numbers of 2, 4 and 8 bytes, whole numbers and bool are read"),
    };
}
