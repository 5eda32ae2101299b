using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using KLDiv.Files;

namespace KLDiv.Cli.Tests;

/// <summary><c>kldiv loss</c> over files of every format.</summary>
public sealed class LossFormatsTests : IDisposable
{
    private static readonly double[] Input = [-1, -0.5, -2, -0.25];
    private static readonly double[] Target = [0.5, 0.5, 0.25, 0.75];

    private readonly CommandFolder _folder = new();

    public LossFormatsTests()
    {
        _folder.Write("x.npy", [2, 2], Input);
        _folder.Write("p.npy", [2, 2], Target);
        WriteZip("p.npz", CompressionLevel.Optimal, "p");
        WriteZip("two.npz", CompressionLevel.NoCompression, "p", "q");
        WriteSafetensors("p.safetensors", "p");
        WriteSafetensors("two.safetensors", "p", "q");
        File.WriteAllText(_folder.File("p.csv"), "a,b\n0.5,0.5\n0.25,0.75\n");
    }

    [Theory]
    [InlineData("p.npz")]
    [InlineData("p.npz#p")]
    [InlineData("two.npz#q")]
    [InlineData("two.npz#q.npy")]
    [InlineData("p.safetensors")]
    [InlineData("two.safetensors#q")]
    [InlineData("p.csv")]
    public void A_tensor_is_the_same_in_every_format(string target)
    {
        Outcome expected = _folder.Run("loss", "x.npy", "p.npy", "--reduction", "sum");
        Assert.Equal(0, expected.Status);
        Assert.Equal(expected, _folder.Run("loss", "x.npy", target, "--reduction", "sum"));
    }

    [Theory]
    [InlineData("two.npz", "two.npz: holds 2 tensors, 'p', 'q'; name one of them as FILE#NAME")]
    [InlineData("two.safetensors", "two.safetensors: holds 2 tensors, 'p', 'q'; name one of them as FILE#NAME")]
    [InlineData("two.npz#r", "two.npz: holds no tensor 'r'; it holds 'p', 'q'")]
    [InlineData("p.npy#p", "p.npy: holds one tensor, which has no name; 'p' was asked for")]
    [InlineData("none.npz#p", "none.npz: cannot be opened: no such file or directory")]
    public void A_tensor_that_is_not_named_rightly_is_one_line_that_says_which_there_are(string target, string error) =>
        Assert.Equal(new Outcome(1, "", $"kldiv: {error}\n"), _folder.Run("loss", "x.npy", target, "--reduction", "sum"));

    [Fact]
    public void Logits_of_llama_cpp_are_log_probabilities_by_their_format()
    {
        WriteLogits("base.kld");
        using JsonDocument json = JsonDocument.Parse(_folder.Run("loss", "base.kld", "base.kld", "--reduction", "batchmean", "--json").Output);
        Assert.Equal("log-probs", json.RootElement.GetProperty("target_kind").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("loss").GetDouble());
        Assert.Equal(
            new Outcome(1, "", "kldiv: base.kld: holds log-probs by its format, and is said to hold probs\n"),
            _folder.Run("loss", "x.npy", "base.kld", "--target-kind", "probs", "--reduction", "sum"));
    }

    [Fact]
    public void An_archive_that_is_read_is_not_replaced() => Assert.Equal(
        new Outcome(2, "", "kldiv: p.npz: is read by this command, and --grad-input would replace it; name another file\n"),
        _folder.Run("loss", "x.npy", "p.npz#p", "--reduction", "sum", "--grad-input", "p.npz"));

    [UnixFact]
    public void A_file_that_shrinks_while_it_is_read_is_one_line()
    {
        // 2 GB that take no room on the disk. When the output's temporary file is there, both inputs have been opened.
        _folder.WriteSparse("x.npy", "<f4", 4, 2048, 1 << 18);
        int names = _folder.Names.Length;
        using Process process = Command.Start(_folder.Path, "loss", "x.npy", "x.npy", "--reduction", "sum", "--grad-input", "g.npy");
        for (Stopwatch waited = Stopwatch.StartNew(); _folder.Names.Length == names; Thread.Sleep(20))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "The command has not begun its work.");
        }

        using (FileStream file = new(_folder.File("x.npy"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(1 << 20);
        }

        Outcome outcome = Command.Finish(process);
        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Matches("^kldiv: x.npy: has shrunk from 2147483776 bytes to [0-9]+ while it was read\n$", outcome.Error);
        Assert.Equal(names, _folder.Names.Length);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteZip(string name, CompressionLevel level, params string[] tensors)
    {
        using ZipArchive archive = ZipFile.Open(_folder.File(name), ZipArchiveMode.Create);
        foreach (string tensor in tensors)
        {
            archive.CreateEntryFromFile(_folder.File("p.npy"), $"{tensor}.npy", level);
        }
    }

    private void WriteSafetensors(string name, params string[] tensors)
    {
        using FileStream file = File.Create(_folder.File(name));
        var writer = new SafetensorsWriter(
            file, new Dictionary<string, string>(StringComparer.Ordinal), [.. tensors.Select(tensor => (tensor, ElementType.Float64, (nint[])[2, 2]))]);
        foreach (string _ in tensors)
        {
            writer.Write<double>(Target);
        }

        writer.Complete();
    }

    private void WriteLogits(string name)
    {
        using LlamaLogitsWriter writer = LlamaLogitsWriter.Create(_folder.File(name), 2, 2);
        writer.Write<double>(Input);
        writer.Complete();
    }
}
