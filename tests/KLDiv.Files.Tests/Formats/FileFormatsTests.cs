using System.Globalization;

namespace KLDiv.Files.Tests;

/// <summary>A format that is not of this package.</summary>
public sealed class FileFormatsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileFormats _formats = new();

    [Theory]
    [InlineData("by-its-start", "WORDS 1.5 -2 3 4")]
    [InlineData("by-its-name.WORDS", "1.5 -2 3 4")]
    [InlineData("start-goes-first.csv", "WORDS 1.5 -2 3 4")]
    public void A_file_of_an_added_format_is_known_by_its_start_or_its_name(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        _formats.Add(new WordsFormat());
        using RowSource source = _formats.Open($"{_folder.File(name)}#2");
        Assert.Equal((2, 2, RowKind.Logits), (source.Rows, source.Support, source.Kind));
        Assert.Equal([1.5, -2, 3, 4], source.ReadRows<double>(0, 2, new RowBuffer()));
        Assert.Equal(($"{_folder.File(name)}#2", _folder.File(name)), (source.Name, source.FilePath));
    }

    [Fact]
    public void Formats_of_the_package_are_read_beside_it()
    {
        _formats.Add(new WordsFormat());
        NpyFile.Write<float>(_folder.File("x.npy"), new System.Numerics.Tensors.ReadOnlyTensorSpan<float>([1f, 2]));
        using RowSource source = _formats.Open(_folder.File("x.npy"));
        Assert.Equal([1f, 2], source.ReadRows<float>(0, 1, new RowBuffer()));
    }

    [Fact]
    public void A_file_of_no_format_is_told_those_that_are_known()
    {
        string path = _folder.File("notes.bin");
        File.WriteAllText(path, "notes and so on, more than 16");
        const string Start = "the format is not known: the file starts with the bytes 6E6F74657320616E; the formats that are known are .npy, .npz, .safetensors, .safetensors.index.json, .pt, .csv";
        Assert.Equal($"{path}: {Start} and the logits of llama.cpp", Assert.Throws<DataFileException>(() => _formats.Open(path)).Message);
        WordsFormat words = new();
        _formats.Add(words);
        _formats.Add(words);
        Assert.Equal($"{path}: {Start}, the logits of llama.cpp and files of words", Assert.Throws<DataFileException>(() => _formats.Open(path)).Message);
        Assert.Equal(8, _formats.All.Count);
        Assert.Equal(7, FileFormats.Default.All.Count);
    }

    [Fact]
    public void What_an_added_format_refuses_reaches_the_caller()
    {
        string path = _folder.File("x.words");
        File.WriteAllText(path, "one two");
        _formats.Add(new WordsFormat());
        Assert.Equal($"{path}: has 'one' where a number must be", Assert.Throws<DataFileException>(() => _formats.Open(path)).Message);
        File.Delete(path);
        Assert.Equal($"{path}: cannot be opened: no such file or directory", Assert.Throws<DataFileException>(() => _formats.Open(path)).Message);
    }

    [Fact]
    public void An_extension_begins_with_a_point()
    {
        Assert.Throws<ArgumentException>(() => new WordsFormat("words"));
        Assert.Throws<ArgumentNullException>(() => _formats.Add(null!));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Numbers with blanks between; the tensor is named by the length of its rows.</summary>
    private sealed class WordsFormat(string extension = ".words") : FileFormat("files of words", extension)
    {
        private const string Magic = "WORDS ";

        public override bool Recognises(ReadOnlySpan<byte> start, long length) => start.StartsWith("WORDS "u8);

        public override RowSource Open(string path, string? tensor)
        {
            string text = File.ReadAllText(path);
            double[] numbers = [.. (text.StartsWith(Magic, StringComparison.Ordinal) ? text[Magic.Length..] : text).Split(' ').Select(word =>
                double.TryParse(word, CultureInfo.InvariantCulture, out double number)
                    ? number
                    : throw new DataFileException(path, $"has '{word}' where a number must be"))];
            nint support = tensor is null ? numbers.Length : nint.Parse(tensor, CultureInfo.InvariantCulture);
            return new Words(path, tensor, numbers, support);
        }
    }

    private sealed class Words(string path, string? tensor, double[] numbers, nint support)
        : RowSource(tensor is null ? path : $"{path}#{tensor}", ElementType.Float64, [numbers.Length / support, support])
    {
        public override string FilePath => path;

        public override RowKind? Kind => RowKind.Logits;

        protected override void Fill<T>(long start, Span<T> destination, RowBuffer buffer) =>
            System.Runtime.InteropServices.MemoryMarshal.Cast<double, T>(numbers.AsSpan((int)start, destination.Length)).CopyTo(destination);
    }
}
