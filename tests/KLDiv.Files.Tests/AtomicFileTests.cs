using System.Runtime.Versioning;
using System.Text;

namespace KLDiv.Files.Tests;

public class AtomicFileTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public void The_file_appears_when_it_is_committed()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.txt");
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Write("new"u8);
            file.Flush();
            Assert.False(File.Exists(path));
            file.Commit();
            Assert.Equal("new", File.ReadAllText(path));
        }

        Assert.Equal(["a.txt"], folder.Names);
    }

    [Fact]
    public void Without_a_commit_nothing_remains_and_the_old_file_is_as_it_was()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.txt", "old"u8.ToArray());
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Write(new byte[1_000_000]);
            Assert.Equal("old", File.ReadAllText(path));
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.txt"], folder.Names);
    }

    [Fact]
    public void A_text_writer_can_write_it()
    {
        using var folder = new TemporaryFolder();
        using AtomicFile file = AtomicFile.Create(folder.File("a.txt"));
        using (var writer = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true))
        {
            writer.Write("some text");
        }

        file.Commit();
        Assert.Equal("some text", File.ReadAllText(file.Path));
    }

    [Fact]
    public void What_is_not_as_long_as_expected_has_its_own_length()
    {
        using var folder = new TemporaryFolder();
        using AtomicFile file = AtomicFile.Create(folder.File("a.txt"), expectedLength: 1_000_000);
        file.Write("short"u8);
        file.Commit();
        Assert.Equal("short", File.ReadAllText(file.Path));
    }

    [Fact]
    public void Committing_twice_or_after_disposing_is_refused()
    {
        using var folder = new TemporaryFolder();
        AtomicFile file = AtomicFile.Create(folder.File("a.txt"));
        file.Commit();
        Assert.Throws<InvalidOperationException>(file.Commit);
        Assert.Throws<ObjectDisposedException>(() => file.Write("x"u8));

        AtomicFile other = AtomicFile.Create(folder.File("b.txt"));
        other.Dispose();
        Assert.Throws<ObjectDisposedException>(other.Commit);
        Assert.Equal(["a.txt"], folder.Names);
    }

    [Fact]
    public void A_relative_path_is_taken_from_the_current_folder()
    {
        string name = $"kldiv-{Guid.NewGuid():N}.txt";
        try
        {
            using AtomicFile file = AtomicFile.Create(name);
            file.Commit();
            Assert.True(File.Exists(Path.Combine(Environment.CurrentDirectory, name)));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void A_name_as_long_as_the_file_system_allows_can_be_written()
    {
        using var folder = new TemporaryFolder();
        using AtomicFile file = AtomicFile.Create(folder.File(new string('n', 255)));
        file.Commit();
        Assert.True(File.Exists(file.Path));
    }

    [Fact]
    public void A_missing_folder_and_a_directory_are_errors()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("cannot be written: no such file or directory", Problem(folder.File("none/a.txt")));
        Directory.CreateDirectory(folder.File("directory"));
        Assert.Equal("is a directory", Problem(folder.File("directory")));
        Assert.Equal(["directory"], folder.Names);
    }

    [Fact]
    public void A_directory_that_takes_the_name_meanwhile_is_an_error_and_nothing_else_remains()
    {
        using var folder = new TemporaryFolder();
        using (AtomicFile file = AtomicFile.Create(folder.File("a")))
        {
            Directory.CreateDirectory(folder.File("a"));
            Assert.Equal($"{file.Path}: is a directory", Assert.Throws<DataFileException>(file.Commit).Message);
        }

        Assert.Equal(["a"], folder.Names);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_or_a_file_that_may_not_be_written_is_an_error()
    {
        using var folder = new TemporaryFolder();
        folder.OpenToAll();
        string path = folder.File("readonly.txt", "old"u8.ToArray());
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        UnixUser.RunWithoutPrivileges(() => Assert.Equal("cannot be written: permission denied", Problem(path)));
        Assert.Equal("old", File.ReadAllText(path));

        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        UnixUser.RunWithoutPrivileges(() => Assert.Equal("cannot be written: permission denied", Problem(folder.File("new.txt"))));
        folder.OpenToAll();
        Assert.Equal(["readonly.txt"], folder.Names);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Permission_bits_of_a_replaced_file_are_kept_and_those_of_a_new_one_are_the_usual()
    {
        using var folder = new TemporaryFolder();
        string usual = folder.File("usual", []);
        foreach (UnixFileMode mode in new[] { OwnerOnly, OwnerOnly | UnixFileMode.OtherWrite | UnixFileMode.GroupExecute })
        {
            string path = folder.File("a.txt", "old"u8.ToArray());
            File.SetUnixFileMode(path, mode);
            Write(path, "new");
            Assert.Equal(mode, File.GetUnixFileMode(path));
        }

        Write(folder.File("new"), "new");
        Assert.Equal(File.GetUnixFileMode(usual), File.GetUnixFileMode(folder.File("new")));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void While_it_is_written_the_replacement_of_a_private_file_is_private()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("private.txt", []);
        File.SetUnixFileMode(path, OwnerOnly);
        using AtomicFile file = AtomicFile.Create(path);
        string temporary = Assert.Single(folder.Names, name => name is not "private.txt");
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.File(temporary)));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_symbolic_link_is_followed_and_stays()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        string target = elsewhere.File("target.txt", "old"u8.ToArray());
        File.CreateSymbolicLink(folder.File("second"), target);
        File.CreateSymbolicLink(folder.File("first"), "second");
        Write(folder.File("first"), "new");

        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal("second", new FileInfo(folder.File("first")).LinkTarget);
        Assert.Equal(["first", "second"], folder.Names);
        Assert.Equal(["target.txt"], elsewhere.Names);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_link_to_nothing_makes_the_file_that_it_points_to_and_a_circle_is_an_error()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("link"), "target.txt");
        Write(folder.File("link"), "new");
        Assert.Equal("new", File.ReadAllText(folder.File("target.txt")));

        File.CreateSymbolicLink(folder.File("circle"), "circle");
        Assert.StartsWith("cannot be written: ", Problem(folder.File("circle")), StringComparison.Ordinal);
        Assert.Equal(["circle", "link", "target.txt"], folder.Names);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_device_is_written_to_and_stays()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("link"), "/dev/null");
        foreach (string path in new[] { "/dev/null", folder.File("link") })
        {
            Write(path, "nothing");
            Assert.Equal("", File.ReadAllText("/dev/null"));
        }

        Assert.Equal("/dev/null", new FileInfo(folder.File("link")).LinkTarget);
    }

    [UnixFact("/dev/full")]
    public void A_full_device_is_an_error_that_names_the_file()
    {
        using AtomicFile file = AtomicFile.Create("/dev/full");
        DataFileException error = Assert.Throws<DataFileException>(() =>
        {
            file.Write(new byte[1_000_000]);
            file.Commit();
        });
        Assert.StartsWith("/dev/full: cannot be written: No space left on device", error.Message, StringComparison.Ordinal);
    }

    private static void Write(string path, string text)
    {
        using AtomicFile file = AtomicFile.Create(path);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Commit();
    }

    private static string Problem(string path)
    {
        DataFileException error = Assert.Throws<DataFileException>(() => AtomicFile.Create(path).Dispose());
        Assert.Equal($"{path}: {error.Problem}", error.Message);
        return error.Problem;
    }
}
