namespace KLDiv.Cli.Tests;

public sealed class LossErrorTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public LossErrorTests()
    {
        _folder.Write("x.npy", [2, 2], -1.0, -1, -1, -1);
        _folder.Write("p.npy", [2, 2], 0.5, 0.5, 0.5, 0.5);
        _folder.Write("q.npy", [1, 1], 0.0);
        _folder.Write("p23.npy", [2, 3], 0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
        _folder.Write("suppressed.npy", [2, 2], 0, 0, double.NegativeInfinity, double.NegativeInfinity);
        _folder.Write("infinite.npy", [2, 2], double.PositiveInfinity, 0, 0, 0);
        File.WriteAllText(_folder.File("text.npy"), "these are no numbers");
        File.WriteAllBytes(_folder.File("short.npy"), File.ReadAllBytes(_folder.File("p.npy"))[..^1]);
        File.WriteAllText(_folder.File("notes.txt"), "nor are these");
        byte[] integers = File.ReadAllBytes(_folder.File("p.npy"));
        "<i8"u8.CopyTo(integers.AsSpan(integers.AsSpan().IndexOf("<f8"u8)));
        File.WriteAllBytes(_folder.File("integers.npy"), integers);
        Directory.CreateDirectory(_folder.File("folder"));
    }

    public static TheoryData<string, string> WrongData => new()
    {
        { "missing.npy p.npy", "missing.npy: cannot be opened: no such file or directory" },
        { "x.npy missing.npy", "missing.npy: cannot be opened: no such file or directory" },
        { "x.npy folder", "folder: is a directory" },
        { "x.npy p23.npy", "p23.npy: has shape [2, 3], and x.npy has shape [2, 2]; they must be equal; --classes 2 compares the first 2 of both" },
        { "x.npy integers.npy", "integers.npy: holds int64: whole numbers, and no probabilities; TARGET looks like counts: --target-kind counts" },
        { "x.npy short.npy", "short.npy: is shorter than its header says: shape [2, 2] of float64 needs 32 bytes after the header, and there are 31" },
        { "suppressed.npy p.npy --input-kind logits", "suppressed.npy: the row that starts at [1, 0] has no finite logit, so there is no softmax of it" },
        { "infinite.npy p.npy --input-kind logits", "infinite.npy: the row that starts at [0, 0] has the logit Infinity, so there is no softmax of it" },
        { "x.npy suppressed.npy --target-kind logits", "suppressed.npy: the row that starts at [1, 0] has no finite logit, so there is no softmax of it" },
        { "x.npy suppressed.npy --input-kind logits --target-kind logits", "suppressed.npy: the row that starts at [1, 0] has no finite logit, so there is no softmax of it" },
        { "infinite.npy x.npy --input-kind logits --target-kind logits", "infinite.npy: the row that starts at [0, 0] has the logit Infinity, so there is no softmax of it" },
        { "x.npy p.npy --grad-input absent/g.npy", "absent/g.npy: cannot be written: no such file or directory" },
        { "x.npy p.npy --grad-input g.npy --grad-target folder", "folder: is a directory" },
    };

    [Theory]
    [MemberData(nameof(WrongData))]
    public void Wrong_data_are_one_line_that_names_the_file_and_status_1_and_change_nothing(string arguments, string error)
    {
        Dictionary<string, byte[]> before = Contents();
        Outcome outcome = _folder.Run(["loss", .. arguments.Split(' '), "--reduction", "sum"]);
        Assert.Equal(new Outcome(1, "", $"kldiv: {error}\n"), outcome);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("text.npy")]
    [InlineData("notes.txt")]
    public void A_file_of_another_format_is_one_line_that_names_it(string file)
    {
        Outcome outcome = _folder.Run("loss", "x.npy", file);
        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Matches($@"^kldiv: {file}: [^\n]+\n$", outcome.Error);
    }

    [UnixFact]
    public void An_output_that_is_an_input_by_way_of_links_is_refused()
    {
        Directory.CreateSymbolicLink(_folder.File("way"), _folder.Path);
        File.CreateSymbolicLink(_folder.File("name.npy"), "way/p.npy");
        Assert.Equal(
            new Outcome(2, "", "kldiv: way/x.npy: is read by this command, and --grad-input would replace it; name another file\n"),
            _folder.Run("loss", "x.npy", "p.npy", "--reduction", "sum", "--grad-input", "way/x.npy"));
        Assert.Equal(
            new Outcome(2, "", "kldiv: name.npy: is read by this command, and --grad-input would replace it; name another file\n"),
            _folder.Run("loss", "x.npy", "p.npy", "--reduction", "sum", "--grad-input", "name.npy"));
    }

    [UnixFact("/dev/full")]
    public void A_full_disk_is_one_line_that_names_the_file()
    {
        Outcome outcome = _folder.Run("loss", "x.npy", "p.npy", "--reduction", "sum", "--grad-input", "/dev/full");
        Assert.Equal(new Outcome(1, "", "kldiv: /dev/full: cannot be written: No space left on device : '/dev/full'\n"), outcome);
    }

    [UnixFact("/dev/full")]
    public void A_full_standard_output_is_one_line()
    {
        Outcome outcome = Command.RunProgram(
            "sh", _folder.Path, ["-c", "dotnet exec \"$0\" loss q.npy q.npy --log-target --reduction sum > /dev/full", Command.Binary]);
        Assert.Equal(new Outcome(1, "", "kldiv: standard output: No space left on device\n"), outcome);
    }

    [UnixFact("/bin/sh")]
    public void A_closed_standard_output_is_one_line()
    {
        Outcome outcome = Command.RunProgram(
            "sh", _folder.Path, ["-c", "dotnet exec \"$0\" loss q.npy q.npy --log-target --reduction sum >&-", Command.Binary]);
        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Matches(@"^kldiv: standard output: [^\n]+\n$", outcome.Error);
    }

    [UnixFact("/dev/full")]
    public void Answer_and_status_are_the_same_where_nothing_can_be_told()
    {
        void Check(string line, int status, string output) => Assert.Equal(
            new Outcome(status, output, ""),
            Command.RunProgram("sh", _folder.Path, ["-c", $"dotnet exec \"$0\" {line}", Command.Binary]));

        Check("loss x.npy p.npy 2> /dev/full", 0, "0.15342640972002736\n");
        Check("loss x.npy p.npy 2>&-", 0, "0.15342640972002736\n");
        Check("loss missing.npy p.npy 2> /dev/full", 1, "");
        Check("los 2>&-", 2, "");
    }

    [Fact]
    public void A_row_of_logits_longer_than_an_array_is_one_line_that_names_the_file()
    {
        _folder.WriteSparse("row.npy", "<f2", 2, 3_000_000_000);
        const string Error = "row.npy: has rows of 3000000000 logits; a softmax is taken of at most 2147483591";
        Assert.Equal(new Outcome(1, "", $"kldiv: {Error}\n"), _folder.Run("loss", "row.npy", "row.npy", "--input-kind", "logits"));
        Assert.Equal(new Outcome(1, "", $"kldiv: {Error}\n"), _folder.Run("loss", "row.npy", "row.npy", "--target-kind", "logits"));
    }

    [Fact]
    public void Too_little_memory_is_one_line()
    {
        _folder.WriteSparse("wide.npy", "<f4", 4, 1, 50_000_000);
        Outcome outcome = Command.RunProgram(
            "dotnet", _folder.Path, ["exec", Command.Binary, "loss", "wide.npy", "wide.npy", "--input-kind", "logits"], ("DOTNET_GCHeapHardLimit", "0x8000000"));
        Assert.Equal(new Outcome(1, "", "kldiv: the data do not fit in the memory that there is\n"), outcome);
    }

    [UnixFact("/bin/sh")]
    public void A_reader_that_has_gone_away_is_no_error()
    {
        Outcome outcome = Command.RunProgram(
            "sh", _folder.Path, ["-c", "{ dotnet exec \"$0\" loss --help; echo $? >&2; } | true", Command.Binary]);
        Assert.Equal(new Outcome(0, "", "0\n"), outcome);
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, byte[]> Contents() =>
        _folder.Names.Where(name => File.Exists(_folder.File(name))).ToDictionary(name => name, name => File.ReadAllBytes(_folder.File(name)), StringComparer.Ordinal);
}
