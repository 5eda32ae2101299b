using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KLDiv.Files;
using KLDiv.Reports.Shards;

namespace KLDiv.Reports.Tests;

/// <summary>Parts that break one rule of the format, and the page that lists the rules.</summary>
public sealed partial class MalformedPartTests : IDisposable
{
    /// <summary>What is said of parts that are valid each; other tests show it.</summary>
    private static readonly string[] ShownElsewhere =
    [
        "no part is given; 3 of 4 are there",
        "is shard 1/2, and so is part-1",
        "is shard 2/3, and part-1 is 1/2; the parts of a report are of one N",
        "is of submission 0123456789abcdef0123456789abcdef, and 00112233445566778899aabbccddeeff is asked for",
        "belongs to another report: its temperature is '2', that of part-1 is '1'",
    ];

    private const string Impossible = "cannot be the part of a report: ";

    private static readonly (string Name, Func<PartBytes, byte[]> Break, string Problem)[] All =
    [
        ("no format", part => part.Text("format", null).Signed(), "is no part of a report that can be read: its header says no format, that of parts is 'kldiv-report-part-1'"),
        (
            "another format",
            part => part.Text("format", "kldiv-report-part-2").Signed(),
            "is no part of a report that can be read: the format in its header is 'kldiv-report-part-2', that of parts is 'kldiv-report-part-1'"
        ),
        ("no checksum", part => part.Rename("sha256", "md5").Signed(), "does not end with its checksum, the tensor 'sha256' of U8 [32]"),
        ("checksum of another shape", part => part.Change("sha256", "shape", new JsonArray(4, 8)).Signed(), "does not end with its checksum, the tensor 'sha256' of U8 [32]"),
        ("checksum not at the end", part => part.Rename("sha256", "x").Rename("totals", "sha256").Signed(), "does not end with its checksum, the tensor 'sha256' of U8 [32]"),
        ("no shard", part => part.Text("shard", null).Signed(), "its header does not say its shard"),
        ("no weight scale", part => part.Text("weight_scale", null).Signed(), "its header does not say its weight_scale"),
        ("shard that is none", part => part.Text("shard", "4/3").Signed(), "its shard is '4/3'; it must be I/N, with I from 1 to N"),
        ("negative rows", part => part.Text("rows", "-1").Signed(), "its rows is '-1'; it must be a whole number from 0 to 9223372036854775807"),
        ("too many classes", part => part.Text("support", "2147483648").Signed(), "its support is '2147483648'; it must be a whole number from 0 to 2147483647"),
        ("no temperature", part => part.Text("temperature", "warm").Signed(), "its temperature is 'warm'; it must be a number"),
        ("neither yes nor no", part => part.Text("has_labels", "maybe").Signed(), "its has_labels is 'maybe'; it must be True or False"),
        ("a kind of the future", part => part.Text("input_kind", "0").Signed(), "its input_kind is '0'; it must be one of LogProbs, Probs, Logits, Counts"),
        ("rows of another shard", part => part.Text("first_row", "2").Signed(), "has 4 rows from 2; shard 2/3 of 11 rows has 4 rows from 3"),
        ("more rows", part => part.Text("row_count", "5").Signed(), "has 5 rows from 3; shard 2/3 of 11 rows has 4 rows from 3"),
        ("no divergences", part => part.Rename("divergences", "x").Signed(), "has no tensor 'divergences'"),
        ("no names", part => part.Rename("names", "x").Signed(), "has no tensor 'names'"),
        ("integers for divergences", part => part.Change("divergences", "dtype", "I64").Signed(), "tensor 'divergences' is I64 [4]; in this part it must be F64 [4]"),
        ("divergences in two dimensions", part => part.Change("divergences", "shape", new JsonArray(2, 2)).Signed(), "tensor 'divergences' is F64 [2, 2]; in this part it must be F64 [4]"),
        ("sums of one half", part => part.Change("class_terms", "shape", new JsonArray(10)).Signed(), "tensor 'class_terms' is U64 [10]; in this part it must be U64 [5, 2]"),
        ("more classes than sums", part => part.Text("support", "1000000000").Signed(), "tensor 'class_infinite' is I64 [5]; in this part it must be I64 [1000000000]"),
        ("worst classes in one dimension", part => part.Change("worst_classes", "shape", new JsonArray(24)).Signed(), "tensor 'worst_classes' is I64 [24], which no tensor of a part is"),
        ("worst row of another part", part => With(part, "worst_rows", 7), "tensor 'worst_rows' has row 7; the part has 4 rows from 3"),
        ("no top class", part => With(part, "worst_classes", -1), "tensor 'worst_classes' has class -1; it must be from 0 to 4"),
        ("class beyond the last", part => With(part, "worst_classes", 5), "tensor 'worst_classes' has class 5; it must be from 0 to 4"),
        (
            "worst classes without the true one",
            part => part.Change("worst_classes", "shape", new JsonArray(12, 2)).Signed(),
            "tensor 'worst_classes' has 2 classes a row; it must have at least 3"
        ),
        ("too many names", Renamed, "has 6 names of 5 classes"),
        ("no classes", part => part.Text("support", "0").Signed(), "its support is 0; it must be from 1 to 1073741824"),
        ("more classes than are compared", part => part.Text("support", "2000000000").Signed(), "its support is 2000000000; it must be from 1 to 1073741824"),
        ("impossible beta", part => part.Text("beta", "NaN").Signed(), "its beta is NaN; it must be between 0 and 1"),
        ("impossible temperature", part => part.Text("temperature", "-1").Signed(), "its temperature is -1; it must be from 1E-06 to 1000000"),
        ("impossible scale", part => part.Text("weight_scale", "0.3").Signed(), "its weight_scale is 0.3; it must be a power of two, and 1 without weights"),
        ("infinite scale", part => part.Text("weight_scale", "Infinity").Signed(), "its weight_scale is Infinity; it must be a power of two, and 1 without weights"),
        ("a NUL behind a number", part => part.Text("top", "3\0").Signed(), "its top is '3\uFFFD'; it must be a whole number from 0 to 2147483647"),
        ("a NUL behind a shard", part => part.Text("shard", "2/3\0").Signed(), "its shard is '2/3\uFFFD'; it must be I/N, with I from 1 to N"),
        ("a NUL behind yes", part => part.Text("has_labels", "True\0").Signed(), "its has_labels is 'True\uFFFD'; it must be True or False"),
        ("worst rows without bytes", part => part.Rename("worst_rows", "x").Add("worst_rows", "I64", 2_000_000_000, 0).Signed(), "tensor 'worst_rows' is I64 [2000000000, 0], which no tensor of a part is"),
        ("names without bytes", part => part.Rename("names", "x").Add("names", "U8", 2_000_000_000, 0).Signed(), "tensor 'names' is U8 [2000000000, 0], which no tensor of a part is"),
        ("names in two dimensions", part => part.Change("names", "shape", new JsonArray(25, 1)).Signed(), "tensor 'names' is U8 [25, 1], which no tensor of a part is"),
        ("a divergence that is none", part => With(part, "divergences", double.NaN), Impossible + "tensor 'divergences' has NaN for row 3; it must be at least 0"),
        ("a negative divergence", part => With(part, "divergences", -0.25), Impossible + "tensor 'divergences' has -0.25 for row 3; it must be at least 0"),
        ("a weight that is none", part => With(part, "weights", double.NaN), Impossible + "tensor 'weights' has NaN for row 3; weights of a part are from 0 to 1"),
        ("a negative weight", part => With(part, "weights", -1e300), Impossible + "tensor 'weights' has -1E+300 for row 3; weights of a part are from 0 to 1"),
        ("a weight above 1", part => With(part, "weights", 2.0), Impossible + "tensor 'weights' has 2 for row 3; weights of a part are from 0 to 1"),
        ("another weight", part => With(part, "weights", 0.75), Impossible + "tensor 'totals' has the weight 0.6875, and the rows weigh 1.375"),
        ("a loss that is none", part => With(part, "input_losses", double.NaN), Impossible + "tensor 'input_losses' has NaN for row 3; -ln of a probability is at least -0.01"),
        ("a probability above 1", part => With(part, "target_losses", -1.0), Impossible + "tensor 'target_losses' has -1 for row 3; -ln of a probability is at least -0.01"),
        ("infinitely many infinities", part => With(part, "class_infinite", -1), Impossible + "tensor 'class_infinite' has -1 for class 0; it must be from 0 to 4"),
        ("a negative sum", part => With(part, "class_terms", -(1L << 20), at: 1), Impossible + "tensor 'class_terms' has -15.999995242096784 for class 0; it must be from 0 to 131072"),
        ("another sum", part => With(part, "class_terms", 1L << 20, at: 1), Impossible + "the divergences of its rows add up to 0.18354535790411797, and those of its classes to 16.09126020165412"),
        ("an infinite divergence of finite classes", part => With(part, "divergences", double.PositiveInfinity), Impossible + "tensor 'class_infinite' counts 0, and the divergence of 1 rows is infinite"),
        ("another divergence", part => With(part, "divergences", 5.0), Impossible + "the divergences of its rows add up to 0.48155386439765047, and those of its classes to 0.1835453579041193"),
        ("a total beyond the rows", part => With(part, "totals", 1L << 40, at: 3), Impossible + "tensor 'totals' has 16777216 for SameTop; it must be from 0 to 0.6875"),
        ("hits beyond the rows", part => With(part, "totals", 99, at: 18), Impossible + "tensor 'totals' has a bin of 99 rows that weigh 0, with probabilities of 0 and hits of 0"),
        ("one more in a bin", part => With(part, "totals", 1, at: 18), Impossible + "tensor 'totals' has 5 rows that weigh 0.6875 in the bins of their top classes; 4 have labels"),
        ("another worst divergence", part => With(part, "worst_divergences", 0.125), Impossible + "tensor 'worst_divergences' has 0.125 for row 5, and 'divergences' has 0.4322456796623185"),
        ("another order of the worst", part => Swapped(part), Impossible + "tensor 'worst_rows' has row 5 after row 4; the worst comes first"),
        ("no probability", part => With(part, "worst_probabilities", double.NaN), Impossible + "tensor 'worst_probabilities' has NaN and 0.01953774992974446 for class 3 of row 5, which are no probabilities"),
        ("fewer of the worst", part => part.Text("top", "2").Signed(), Impossible + "it tells 3 of the worst rows; of 4 rows there must be 2"),
    ];

    private readonly PartFolder _folder = new();

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_part_that_breaks_a_rule_is_refused_with_it(string name)
    {
        (_, Func<PartBytes, byte[]> damage, string problem) = Array.Find(All, c => string.Equals(c.Name, name, StringComparison.Ordinal));
        string[] parts = _folder.MakeAll(3, _folder.Full);
        string path = _folder.File("broken", damage(PartBytes.Of(File.ReadAllBytes(parts[1]))));

        DataFileException error = Assert.Throws<DataFileException>(() => ReadAll(path));

        Assert.Equal($"{path}: {Rounded(problem)}", Rounded(error.Message));
    }

    /// <summary>A message with its numbers to twelve digits: the last ones of a sum depend on the processor.</summary>
    private static string Rounded(string message) => Digits().Replace(message, "${kept}");

    [GeneratedRegex(@"(?<kept>\d\.\d{12})\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Digits();

    [Fact]
    public void A_part_that_was_taken_apart_and_signed_again_is_valid()
    {
        string[] parts = _folder.MakeAll(3, _folder.Full);
        string path = _folder.File("again", PartBytes.Of(File.ReadAllBytes(parts[1])).Signed());
        Assert.Equal(_folder.Full.Names, ReadAll(path));
    }

    [Fact]
    public void A_part_with_any_bit_changed_is_refused()
    {
        byte[] part = File.ReadAllBytes(_folder.Make(2, 3, _folder.Full));
        string path = _folder.File("changed");
        Random random = new(1);
        for (int place = 0; place < part.Length; place++)
        {
            int bit = 1 << random.Next(8);
            part[place] ^= (byte)bit;
            File.WriteAllBytes(path, part);
            Assert.Throws<DataFileException>(() => PartFile.Open(path, default).Dispose());
            part[place] ^= (byte)bit;
        }
    }

    [Fact]
    public void A_part_that_is_cut_off_anywhere_is_refused()
    {
        byte[] part = File.ReadAllBytes(_folder.Make(1, 3, _folder.Full));
        string path = _folder.File("cut");
        for (int length = 0; length < part.Length; length++)
        {
            File.WriteAllBytes(path, part[..length]);
            Assert.Throws<DataFileException>(() => PartFile.Open(path, default).Dispose());
        }
    }

    [Fact]
    public void A_damaged_part_says_both_checksums()
    {
        PartBytes part = PartBytes.Of(File.ReadAllBytes(_folder.Make(1, 3)));
        part.Data("divergences")[0] ^= 1;
        string path = _folder.File("damaged", part.Unsigned());
        DataFileException error = Assert.Throws<DataFileException>(() => ReadAll(path));
        Assert.Matches("^is damaged: the SHA-256 of its contents is [0-9a-f]{16}\\.\\.\\., and it says [0-9a-f]{16}\\.\\.\\.$", error.Problem);
    }

    [Fact]
    public void The_page_of_the_format_lists_every_error_and_each_has_a_case() => ErrorTable.Check(
        "report-part",
        [.. All.Select(c => c.Problem), .. ShownElsewhere, "is damaged: the SHA-256 of its contents is 0011223344556677..., and it says 7766554433221100..."]);

    public void Dispose() => _folder.Dispose();

    private static string? ReadAll(string path)
    {
        using PartFile part = PartFile.Open(path, default);
        _ = StateTensors.Read(part);
        _ = StateTensors.ReadNames(part);
        return part.Origin.Texts.GetValueOrDefault("names");
    }

    /// <summary>Sets the first number of a tensor of I64.</summary>
    private static byte[] With(PartBytes part, string tensor, long value, int at = 0)
    {
        MemoryMarshal.Cast<byte, long>(part.Data(tensor))[at] = value;
        return part.Signed();
    }

    /// <summary>Sets the first number of a tensor of F64.</summary>
    private static byte[] With(PartBytes part, string tensor, double value)
    {
        MemoryMarshal.Cast<byte, double>(part.Data(tensor))[0] = value;
        return part.Signed();
    }

    /// <summary>Puts the worst row behind the next one.</summary>
    private static byte[] Swapped(PartBytes part)
    {
        foreach (string tensor in new[] { "worst_rows", "worst_divergences" })
        {
            Span<long> numbers = MemoryMarshal.Cast<byte, long>(part.Data(tensor));
            (numbers[0], numbers[1]) = (numbers[1], numbers[0]);
        }

        return part.Signed();
    }

    private static byte[] Renamed(PartBytes part)
    {
        part.Data("names")[0] = (byte)'\n';
        return part.Signed();
    }
}
