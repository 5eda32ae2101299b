using System.Globalization;
using System.Text.Json;
using KLDiv.Cli.Terminal;
using KLDiv.TestSupport;

namespace KLDiv.Cli.Tests;

/// <summary>Every type of elements in every format in every role of <c>kldiv report</c>: the answer that float64 gives, or one line that names the file.</summary>
public sealed class OperandMatrixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Roles
    {
        get
        {
            TheoryData<string, string> roles = [];
            foreach (string role in (string[])["input", "target", "weights", "mask", "labels"])
            {
                foreach (string format in OperandFile.Formats)
                {
                    roles.Add(role, format);
                }
            }

            return roles;
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Every_type_is_right_or_one_line(string role, string format)
    {
        bool isSide = role is "input" or "target";
        (nint[] shape, int[] values) = isSide ? ((nint[])[3, 2], (int[])[1, 3, 2, 2, 3, 1]) : ([3], role is "labels" ? [1, 0, 1] : [1, 0, 2]);
        int seen = 0;
        foreach (ElementCase type in ElementCase.All.Where(type => OperandFile.Holds(format, type)))
        {
            seen++;
            string file = OperandFile.Write(_folder, format, type, shape, values);

            // A bool of anything else than 0 is 1.
            int[] held = type.Name is "bool" ? Array.ConvertAll(values, value => Math.Min(value, 1)) : values;
            string same = _folder.File($"same-{type.Name}.csv");
            File.WriteAllText(same, string.Join('\n', held.Chunk(isSide ? 2 : 1).Select(row => string.Join(',', row))) + "\n");
            Outcome expected = Run(role, same), found = Run(role, file);
            Assert.Equal(0, expected.Status);
            Assert.True(found.Status == 0, $"{type.Name} as {role}: {found.Error}");
            Assert.Equal(Figures(expected), Figures(found));
        }

        Assert.InRange(seen, format is "csv" or "csv.gz" ? 1 : 9, 15);
    }

    [Theory]
    [InlineData("npy", "")]
    [InlineData("npz", "#x")]
    [InlineData("deflated.npz", "#x")]
    public void What_NumPy_does_not_name_is_one_line_where_it_is_not_asked_for(string format, string tensor)
    {
        foreach (ElementCase type in ElementCase.All.Where(type => type.IsOpaqueToNumPy))
        {
            string file = OperandFile.Write(_folder, format, type, [3, 2], [1, 3, 2, 2, 3, 1]).Split('#')[0];
            foreach (string role in (string[])["input", "target", "weights", "mask", "labels"])
            {
                Outcome found = Run(role, $"{file}{tensor}");
                Assert.Equal(1, found.Status);
                Assert.Matches($@"^kldiv: {file}{tensor}: has elements of type '\|V[12]', of which NumPy says no more [^\n]*{type.Raw}[^\n]*\n$", found.Error);
            }
        }
    }

    [Theory]
    [InlineData("input")]
    [InlineData("target")]
    public void Whole_numbers_that_are_not_said_to_be_counts_are_one_line(string role)
    {
        foreach (ElementCase type in ElementCase.All.Where(type => type.Name.Contains("int", StringComparison.Ordinal) || type.Name is "bool"))
        {
            string file = OperandFile.Write(_folder, "safetensors", type, [3, 2], [1, 0, 0, 1, 1, 0]);
            Outcome found = Run(role, file, isSaid: false);
            Assert.Equal(1, found.Status);
            Assert.Matches($"^kldiv: .*{type.Name}.safetensors: holds {type.Name}: whole numbers, and no (log-)?probabilities; {role.ToUpperInvariant()} looks like counts: --{role}-kind counts\n$", found.Error);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs the command in this process: what is looked at is the file in its role, beside others of float64.</summary>
    private Outcome Run(string role, string file, bool isSaid = true)
    {
        string plain = _folder.File("plain.csv");
        File.WriteAllText(plain, "0.25,0.75\n0.5,0.5\n0.125,0.875\n");
        bool isSide = role is "input" or "target";
        string[] arguments =
        [
            "report", role is "input" ? file : plain, role is "target" ? file : plain, "--json",
            .. role is "input" ? (isSaid ? ["--input-kind", "counts", "--pseudocount", "1"] : Array.Empty<string>()) : ["--input-kind", "probs"],
            .. role is "target" && isSaid ? ["--target-kind", "counts"] : Array.Empty<string>(),
            .. isSide ? Array.Empty<string>() : [$"--{role}", file],
        ];
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        Host host = new() { Output = output, Error = error, OutputIsTerminal = false, ErrorIsTerminal = false, Cancellation = CancellationToken.None };
        return new Outcome(Entry.Run(arguments, host, () => 130), output.ToString(), error.ToString());
    }

    private static string Figures(Outcome outcome)
    {
        JsonElement json = JsonDocument.Parse(outcome.Output).RootElement;
        string labels = json.TryGetProperty("labels", out JsonElement found) ? found.GetProperty("log_ratio").GetRawText() : "";
        return string.Create(CultureInfo.InvariantCulture, $"{json.GetProperty("rows")} {json.GetProperty("skipped_rows")} {json.GetProperty("masked_rows")} {Math.Round(Real(json.GetProperty("mean")), 6)} {labels}");
    }

    private static double Real(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number ? number.GetDouble() : double.Parse(number.GetString()!, CultureInfo.InvariantCulture);
}
