using System.Net.Sockets;
using System.Runtime.InteropServices;
using KLDiv.Files.Bytes;

namespace KLDiv.Files.Tests;

/// <summary>Outputs that are no regular files, known by what they are and not by how they are called.</summary>
public sealed partial class OutputPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [UnixFact]
    public void A_pipe_gets_what_is_written_and_stays_a_pipe()
    {
        string pipe = Pipe("pipe");
        File.CreateSymbolicLink(_folder.File("link"), pipe);
        foreach (string path in new[] { pipe, _folder.File("link") })
        {
            Task<byte[]> reader = Task.Run(() => File.ReadAllBytes(pipe));
            AtomicFile.MustBeWritable(path);
            using (AtomicFile file = AtomicFile.Create(path, expectedLength: 3))
            {
                file.Write("new"u8);
                file.Commit();
            }

            Assert.Equal("new"u8.ToArray(), reader.GetAwaiter().GetResult());
        }

        Assert.Equal(FileType.Pipe, FileTypes.Of(pipe));
        Assert.Equal(["link", "pipe"], _folder.Names);
    }

    [UnixFact]
    public void A_pipe_without_a_reader_is_refused_and_not_waited_for_without_end()
    {
        DataFileException error = Assert.Throws<DataFileException>(() => AtomicFile.Create(Pipe("pipe")));
        Assert.Equal("is a pipe that nobody has opened for reading in 3 seconds", error.Problem);
    }

    [UnixFact]
    public void A_reader_that_goes_away_is_an_error_that_names_the_pipe()
    {
        string pipe = Pipe("pipe");
        Task reader = Task.Run(() => File.OpenHandle(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose());
        using AtomicFile file = AtomicFile.Create(pipe);
        reader.GetAwaiter().GetResult();
        DataFileException error = Assert.Throws<DataFileException>(() =>
        {
            file.Write(new byte[1 << 20]);
            file.Commit();
        });
        Assert.StartsWith($"{pipe}: cannot be written: Broken pipe", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_socket_is_refused()
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("socket")));
        Assert.Equal("is a socket, which is not written to; name a file or a pipe", Assert.Throws<DataFileException>(() => AtomicFile.Create(_folder.File("socket"))).Problem);
    }

    [UnixFact("/proc/self/status")]
    public void A_descriptor_is_written_to_where_it_stands_and_its_file_is_not_replaced()
    {
        string path = _folder.File("open.txt", "before "u8.ToArray());
        using FileStream open = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        open.Seek(0, SeekOrigin.End);

        // A copy, as a shell would have left it: what this process opens for itself it does not count as its own output.
        string name = $"{Duplicate((int)open.SafeFileHandle.DangerousGetHandle())}";
        File.CreateSymbolicLink(_folder.File("link"), $"/dev/fd/{name}");
        foreach (string output in new[] { $"/dev/fd/{name}", $"/proc/self/fd/{name}", $"/proc/{Environment.ProcessId}/fd/{name}", _folder.File("link") })
        {
            using AtomicFile file = AtomicFile.Create(output);
            file.Write("x"u8);
            file.Commit();
        }

        Assert.Equal("before xxxx", File.ReadAllText(path));
        Assert.Equal(["link", "open.txt"], _folder.Names);
    }

    [UnixFact("/proc/self/status")]
    public void A_descriptor_that_is_not_open_is_an_error_that_names_it()
    {
        DataFileException error = Assert.Throws<DataFileException>(() =>
        {
            using AtomicFile file = AtomicFile.Create("/dev/fd/9999");
            file.Write("x"u8);
            file.Commit();
        });
        Assert.StartsWith("/dev/fd/9999: cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public void What_a_killed_process_left_goes_with_the_next_output_of_that_name_and_what_is_being_written_stays()
    {
        using AtomicFile inWork = AtomicFile.Create(_folder.File("a.npy"));
        string held = Assert.Single(_folder.Names);
        string abandoned = $"{held[..held.LastIndexOf('-')]}-{Guid.NewGuid():N}.tmp";
        File.WriteAllText(_folder.File(abandoned), "left");
        File.WriteAllText(_folder.File(".kldiv-00000000-0.tmp"), "of another name");
        using (AtomicFile next = AtomicFile.Create(_folder.File("a.npy")))
        {
            next.Commit();
        }

        Assert.Equal([".kldiv-00000000-0.tmp", held, "a.npy"], _folder.Names);
        inWork.Commit();
        Assert.Equal([".kldiv-00000000-0.tmp", "a.npy"], _folder.Names);
    }

    [UnixFact]
    public void An_input_that_is_no_regular_file_is_refused_without_being_opened()
    {
        foreach (string path in new[] { Pipe("pipe.npy"), "/dev/zero", "/dev/null" })
        {
            Assert.Equal("is not a regular file and cannot be mapped into memory", Assert.Throws<DataFileException>(() => RowSource.Open(path)).Problem);
        }
    }

    public void Dispose() => _folder.Dispose();

    private string Pipe(string name)
    {
        Assert.Equal(0, MakeFifo(_folder.File(name), 0b110_000_000));
        return _folder.File(name);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
