using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using KLDiv.Files.Npy;

namespace KLDiv.Files.Tests;

public partial class OpenErrorTests
{
    [Fact]
    public void A_missing_file_is_an_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("cannot be opened: no such file or directory", Problem(folder.File("none.npy")));
        Assert.Equal("cannot be opened: no such file or directory", Problem(folder.File("none/none.npy")));
    }

    [Fact]
    public void A_directory_is_an_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("is a directory", Problem(folder.Path));
    }

    [Fact]
    public void An_empty_path_is_the_callers_mistake() => Assert.Throws<ArgumentException>(() => TensorFile.Open(""));

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_may_not_be_read_is_an_error()
    {
        using var folder = new TemporaryFolder();
        folder.OpenToAll();
        string path = folder.File("secret.npy", NpyHeader.Format(ElementType.Float32, [0]));
        File.SetUnixFileMode(path, UnixFileMode.None);
        UnixUser.RunWithoutPrivileges(() => Assert.Equal("cannot be opened: permission denied", Problem(path)));
    }

    [UnixFact]
    public void A_pipe_is_an_error()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("pipe.npy");
        Assert.Equal(0, MakeFifo(path, 0b110_000_000));
        using var other = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        Assert.Equal("is not a regular file and cannot be mapped into memory", Problem(path));
    }

    [Fact]
    public void A_format_that_is_not_known_is_an_error_that_says_which_are()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            "the format is not known: the file starts with the bytes 504B0304; the formats that are known are .npy",
            Problem(folder.File("archive.npz", [.. "PK\u0003\u0004"u8])));
        Assert.Equal("the file is empty; the formats that are known are .npy", Problem(folder.File("empty", [])));
    }

    [Fact]
    public void The_format_is_known_by_the_first_bytes_or_else_by_the_name()
    {
        using var folder = new TemporaryFolder();
        using TensorFile file = TensorFile.Open(folder.File("tensor", NpyHeader.Format(ElementType.Float16, [0])));
        Assert.Equal(ElementType.Float16, Assert.IsType<NpyFile>(file).ElementType);
        Assert.StartsWith("is not a .npy file", Problem(folder.File("other.NPY", [1, 2, 3])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_refused_is_not_held_open()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("bad.npy", [1, 2, 3]);
        Problem(path);
        new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    private static string Problem(string path)
    {
        DataFileException error = Assert.Throws<DataFileException>(() => TensorFile.Open(path));
        Assert.Equal($"{path}: {error.Problem}", error.Message);
        return error.Problem;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
