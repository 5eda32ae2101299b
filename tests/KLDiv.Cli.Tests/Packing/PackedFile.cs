using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;

namespace KLDiv.Cli.Tests.Packing;

/// <summary>A package or a package of symbols.</summary>
internal sealed class PackedFile(string path) : IDisposable
{
    private readonly ZipArchive _archive = ZipFile.OpenRead(path);

    public byte[] Contents(string entry)
    {
        using Stream stream = _archive.GetEntry(entry)!.Open();
        using MemoryStream contents = new();
        stream.CopyTo(contents);
        return contents.ToArray();
    }

    /// <summary>What the specification says about the package.</summary>
    public XElement Metadata()
    {
        string specification = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName;
        using MemoryStream contents = new(Contents(specification));
        return XDocument.Load(contents).Root!.Elements().Single(element => element.Name.LocalName is "metadata");
    }

    /// <summary>The file of a name that lies in the folder of assemblies, wherever that is.</summary>
    public byte[] Named(string name) => Contents(_archive.Entries.Single(entry => entry.Name.Equals(name, StringComparison.Ordinal)).FullName);

    /// <summary>The source files that symbols name.</summary>
    public string[] Sources(string symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage([.. Named(symbols)]);
        MetadataReader reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    public void Dispose() => _archive.Dispose();
}
