using System.Numerics.Tensors;
using KLDiv.Files;

namespace KLDiv.Cli.Tests;

/// <summary>A folder with tensor files, in which the command is run.</summary>
internal sealed class CommandFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>The names of what is in the folder, temporary files included.</summary>
    public string[] Names => _folder.Names;

    public string File(string name) => _folder.File(name);

    public void Write<T>(string name, nint[] shape, params T[] values)
        where T : unmanaged =>
        NpyFile.Write(File(name), new ReadOnlyTensorSpan<T>(values, shape, []));

    public (nint[] Shape, T[] Values) Read<T>(string name)
        where T : unmanaged
    {
        using NpyFile file = NpyFile.Open(File(name));
        T[] values = new T[file.AsTensorSpan<T>().FlattenedLength];
        file.AsTensorSpan<T>().FlattenTo(values);
        return (file.Lengths.ToArray(), values);
    }

    /// <summary>A file of zeros of any size that takes no room on the disk.</summary>
    public void WriteSparse(string name, string dtype, int itemSize, params long[] shape)
    {
        string header = $"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}".PadRight(117) + "\n";
        using FileStream stream = System.IO.File.Create(File(name));
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, 118, 0]);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(header));
        stream.SetLength(stream.Position + shape.Aggregate((long)itemSize, (product, length) => product * length));
    }

    public Outcome Run(params string[] arguments) => Command.Run(Path, arguments);

    public void Dispose() => _folder.Dispose();
}
