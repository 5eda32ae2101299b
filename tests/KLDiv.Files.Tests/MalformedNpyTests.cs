using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace KLDiv.Files.Tests;

public partial class MalformedNpyTests
{
    private static readonly string[] Fragments =
    [
        "'descr'", "'fortran_order'", "'shape'", "'<f4'", "'>f8'", "'|O'", "True", "False", "None", "(", ")", "(3,)", "()", "[", "]", "{", "}",
        ",", ":", "'", "\"", "\\", "-1", "0", "9223372036854775807", "99999999999999999999999", "3L", "1e3", " ", "\n", "\0", "\u00ff", "#", "'''",
    ];

    [Theory]
    [MemberData(nameof(MalformedNpyCases.Names), MemberType = typeof(MalformedNpyCases))]
    public void A_malformed_file_is_refused_with_the_rule_that_it_breaks(string name)
    {
        MalformedNpyCase malformed = MalformedNpyCases.Find(name);
        using var folder = new TemporaryFolder();
        string path = folder.File("tensor.npy", malformed.File);

        TensorFileException error = Assert.Throws<TensorFileException>(() => NpyFile.Open(path));

        Assert.Equal($"{path}: {malformed.Problem}", error.Message);
        Assert.Equal((path, malformed.Problem), (error.Path, error.Problem));
    }

    [Fact]
    public void The_page_of_the_format_lists_every_error_and_each_has_a_case()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "npy.md"));
        string[] patterns = [.. ListedError().Matches(page).Select(m => "^" + Placeholder().Replace(Regex.Escape(m.Groups["error"].Value), ".*") + "$")];
        Assert.NotEmpty(patterns);

        Assert.All(MalformedNpyCases.All, c => Assert.Single(patterns, p => Regex.IsMatch(c.Problem, p, RegexOptions.None, TimeSpan.FromSeconds(1))));
        Assert.All(patterns, p => Assert.Contains(MalformedNpyCases.All, c => Regex.IsMatch(c.Problem, p, RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void Mutated_headers_are_read_or_refused_and_nothing_else()
    {
        (byte[] Header, long DataLength)[] seeds =
        [
            (NpyHeader.Format(ElementType.Float32, [2, 3]), 24),
            (NpyHeader.Format(ElementType.Float64, []), 8),
            (NpyBytes.Of("{\"shape\":(3L,4L),\"descr\":\">f2\",\"fortran_order\":True}"), 24),
            (NpyBytes.Of(NpyBytes.Text("'|f8'", "(1, 0, 7)", "True"), version: 2), 0),
            (NpyBytes.Of(NpyBytes.Text("'=f4'", "(5,)"), version: 3), 20),
        ];
        var random = new Random(3);
        var clock = Stopwatch.StartNew();
        (int read, int refused) = (0, 0);
        for (int i = 0; i < 100_000; i++)
        {
            (byte[] header, long dataLength) = seeds[random.Next(seeds.Length)];
            byte[] file = Mutate(header, random);
            byte[] start = file[..Math.Min(file.Length, NpyHeader.MostBytes)];
            long fileLength = file.Length + (random.Next(8) > 0 ? dataLength : random.NextInt64(1L << 50));
            try
            {
                NpyHeader parsed = NpyHeader.Parse("file", start, fileLength);
                Assert.Equal(fileLength, parsed.DataOffset + parsed.DataLength);
                Assert.InRange(parsed.DataOffset, 10, start.Length);
                Assert.All(parsed.Shape, length => Assert.True(length >= 0));
                read++;
            }
            catch (TensorFileException e)
            {
                Assert.StartsWith("file: ", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', e.Message);
                Assert.InRange(e.Message.Length, 10, 1_500);
                refused++;
            }
        }

        Assert.True(read > 1_000 && refused > 50_000, $"{read} read, {refused} refused");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [GeneratedRegex("^\\| `(?<error>[^`]+)` \\|", RegexOptions.Multiline, 1000)]
    private static partial Regex ListedError();

    [GeneratedRegex(@"\\\{[^}]+}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    /// <summary>One to three changes: of a byte, of a fragment of the text, of a piece of the file, or of the length.</summary>
    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> file = [.. seed];
        for (int changes = random.Next(1, 4); changes > 0 && file.Count > 0; changes--)
        {
            int at = random.Next(file.Count);
            int count = random.Next(1, Math.Min(12, file.Count - at) + 1);
            byte[] fragment = Encoding.Latin1.GetBytes(Fragments[random.Next(Fragments.Length)]);
            switch (random.Next(8))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    file.InsertRange(at, fragment);
                    break;
                case 3:
                    file.RemoveRange(at, count);
                    file.InsertRange(at, fragment);
                    break;
                case 4:
                    file.RemoveRange(at, count);
                    break;
                case 5:
                    file.InsertRange(at, file.GetRange(at, count));
                    break;
                case 6:
                    file.RemoveRange(at, file.Count - at);
                    break;
                default:
                    file.InsertRange(at, Enumerable.Repeat(fragment, random.Next(1, 500)).SelectMany(f => f));
                    break;
            }

            if (file.Count > 10 && random.Next(2) == 0)
            {
                // Keep the length true, so that the text itself is met.
                int textLength = Math.Max(0, file.Count - (file[6] == 1 ? 10 : 12));
                file[8] = (byte)textLength;
                file[9] = (byte)(textLength >> 8);
            }
        }

        return [.. file];
    }
}
