using System.Text.Json;

namespace KLDiv.Cli.Tests;

public sealed class InspectTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    [Fact]
    public void A_tensor_is_told_by_shape_type_looks_and_first_rows()
    {
        _folder.Write("p.npy", [2, 2], 0.25, 0.75, 1.0, 0.0);
        Assert.Equal(
            new Outcome(
                0,
                """
                p.npy: .npy, 160 bytes, 1 tensor

                  (no name)  [2, 2] float64  looks like probs
                    0.25 0.75   sum 1
                    1 0   sum 1
                    all 2 rows: numbers from 0 to 1, sums from 1 to 1

                """.ReplaceLineEndings("\n"),
                ""),
            Command.Run(_folder.Path, "inspect", "p.npy"));
    }

    [Fact]
    public void A_workbook_that_is_cut_off_is_called_one()
    {
        File.WriteAllBytes(_folder.File("x.xlsx"), [.. "PK\u0003\u0004"u8, .. new byte[20]]);
        Assert.Equal(new Outcome(1, "", "kldiv: x.xlsx: is a zip archive, a workbook of Excel; save the sheet as CSV\n"), Command.Run(_folder.Path, "inspect", "x.xlsx"));
    }

    [Fact]
    public void A_table_of_rows_without_columns_is_told_as_one()
    {
        File.Copy(Path.Combine(Repository.Root, "tests/KLDiv.Cli.Tests/Cases/table-without-columns/no-columns.arrow"), _folder.File("t.arrow"));
        Outcome outcome = Command.Run(_folder.Path, "inspect", "t.arrow");
        Assert.Equal((0, "t.arrow: Arrow, 1,122 bytes, a table of 0 columns and 4 rows\n\n"), (outcome.Status, outcome.Output));
    }

    [Fact]
    public void An_archive_of_torch_is_called_one()
    {
        File.WriteAllBytes(_folder.File("run.pt"), TorchBytes.Of(TorchBytes.Pickle(TorchBytes.Tensor("FloatStorage", 1, 2)), new byte[8]));
        Assert.Contains("\n  (no name)  [1, 2] float32", Command.Run(_folder.Path, "inspect", "run.pt").Output, StringComparison.Ordinal);
        Assert.Equal("kldiv: run.pt#x: holds one tensor, which has no name; 'x' was asked for\n", Command.Run(_folder.Path, "inspect", "run.pt#x").Error);
        Assert.StartsWith("run.pt: .pt, ", Command.Run(_folder.Path, "inspect", "run.pt").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_every_tensor_of_an_archive()
    {
        File.WriteAllBytes(
            _folder.File("run.safetensors"),
            SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", "I64", "[2]", "[0,16]")},{SafetensorsBytes.Entry("b", "F32", "[1,2]", "[16,24]")},{SafetensorsBytes.Entry("c", "C64", "[0]", "[24,24]")}}}", [7, 0, 0, 0, 0, 0, 0, 0, .. new byte[16]]));
        Outcome outcome = Command.Run(_folder.Path, "inspect", "run.safetensors", "--json");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        JsonElement found = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal((".safetensors", 3), (found.GetProperty("format").GetString(), found.GetProperty("tensor_count").GetInt32()));
        JsonElement[] tensors = [.. found.GetProperty("tensors").EnumerateArray()];
        Assert.Equal("a b c", string.Join(" ", tensors.Select(tensor => tensor.GetProperty("name").GetString())));
        Assert.Equal(("int64", 7.0), (tensors[0].GetProperty("dtype").GetString(), tensors[0].GetProperty("first_rows")[0].GetProperty("sum").GetDouble()));
        Assert.StartsWith("has elements of type 'C64'", tensors[2].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_and_tables_are_recognised()
    {
        File.WriteAllText(_folder.File("t.csv"), "day,v\nMon,1\nTue,2\nMon,3\nTue,4\n");
        Assert.Equal(0, Command.Run(_folder.Path, "fit", "t.csv", "--value", "v", "--features", "day", "--model", "m.safetensors").Status);
        Assert.Contains("It is a model of kldiv fit, for kldiv predict.", Command.Run(_folder.Path, "inspect", "m.safetensors").Output, StringComparison.Ordinal);
        Outcome table = Command.Run(_folder.Path, "inspect", "t.csv");
        Assert.Equal(new Outcome(0, "t.csv: .csv, 30 bytes, a table of 2 columns\n\n  day  Mon, Tue, Mon\n  v    1, 2, 3\n", ""), table);
    }

    [Fact]
    public void What_cannot_be_read_is_one_line()
    {
        File.WriteAllBytes(_folder.File("x.parquet"), [.. "PAR1 and no more, really"u8]);
        Assert.Equal(new Outcome(1, "", "kldiv: x.parquet: is cut short: it has no footer\n"), Command.Run(_folder.Path, "inspect", "x.parquet"));
        Assert.Equal(new Outcome(1, "", "kldiv: none.npy: cannot be opened: no such file or directory\n"), Command.Run(_folder.Path, "inspect", "none.npy"));
    }

    [Fact]
    public void Formats_lists_what_is_read_and_written()
    {
        Outcome outcome = Command.Run(_folder.Path, "formats");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        foreach (string format in (string[])[".npy", ".npz", ".safetensors", ".pt, .pth", ".csv", "Parquet, .parquet", "Arrow, .arrow .feather", "HDF5, .h5", "raw numbers"])
        {
            Assert.Contains(outcome.Output.Split('\n'), line => line.StartsWith(format, StringComparison.Ordinal));
        }

        Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    public void Dispose() => _folder.Dispose();
}
