using KLDiv.Files;
using KLDiv.Reports.Shards;

namespace KLDiv.Reports.Tests;

/// <summary>Parts each of which is valid, and which together are not a report.</summary>
public sealed class MergeErrorTests : IDisposable
{
    private readonly PartFolder _folder = new();

    [Fact]
    public void A_missing_part_is_named()
    {
        string[] parts = _folder.MakeAll(4);
        Assert.Equal("shard 3 of 4: no part is given; 3 of 4 are there", Refusal(parts[0], parts[3], parts[1]));
    }

    [Fact]
    public void Of_many_missing_parts_the_first_are_named() =>
        Assert.Equal("shard 1, 2, 3, 4, 5 and 3 more of 9: no part is given; 1 of 9 are there", Refusal(_folder.Make(9, 9)));

    [Fact]
    public void A_part_that_is_no_file_is_named()
    {
        string missing = _folder.File("part-2-of-2");
        Assert.Equal($"{missing}: cannot be opened: no such file or directory", Refusal(_folder.Make(1, 2), missing));
    }

    [Fact]
    public void A_shard_that_is_there_twice_is_named()
    {
        string one = _folder.Make(1, 2), two = _folder.Make(2, 2), again = _folder.Make(1, 2, name: "again");
        Assert.Equal($"{again}: is shard 1/2, and so is {one}", Refusal(one, two, again));
        Assert.Equal($"{one}: is given twice", Refusal(one, one));
    }

    [Fact]
    public void A_report_of_more_rows_than_memory_can_hold_is_refused_before_any_is_taken()
    {
        string one = _folder.Make(1, 1);
        PartBytes part = PartBytes.Of(File.ReadAllBytes(one)).Text("rows", "9000000000").Text("row_count", "9000000000");
        File.WriteAllBytes(one, part.Signed());
        Assert.Equal($"{one}: is of a report on 9000000000 rows; one takes at most {Array.MaxLength}", Refusal(one));
    }

    [Fact]
    public void A_part_of_another_number_of_shards_is_named()
    {
        string one = _folder.Make(1, 2), other = _folder.Make(2, 3);
        Assert.Equal($"{other}: is shard 2/3, and {one} is 1/2; the parts of a report are of one N", Refusal(one, other));
    }

    [Fact]
    public void A_part_of_other_options_is_named()
    {
        string one = _folder.Make(1, 2);
        foreach ((FileReport options, string difference) in new[]
        {
            (_folder.Plain with { Temperature = 2 }, "its temperature is '2', that of {0} is '1'"),
            (_folder.Plain with { Top = 4 }, "its top is '4', that of {0} is '3'"),
            (_folder.Plain with { Divergence = DivergenceKind.Reverse }, "its divergence is 'Reverse', that of {0} is 'Forward'"),
            (_folder.Plain with { Normalise = true }, "its normalise is 'True', that of {0} is 'False'"),
            (_folder.Plain with { Mask = _folder.File("mask.npy") }, $"its mask is '{_folder.File("mask.npy")}', that of {{0}} is not given"),
            (_folder.Plain with { InputKind = RowKind.LogProbs, Normalise = true }, "its input_kind is 'LogProbs', that of {0} is 'Logits'"),
            (_folder.Plain with { Weights = _folder.File("weights.npy") }, $"its weights is '{_folder.File("weights.npy")}', that of {{0}} is not given"),
            (_folder.Plain with { Names = _folder.File("names.txt") }, $"its names is '{_folder.File("names.txt")}', that of {{0}} is not given"),
        })
        {
            string other = _folder.Make(2, 2, options);
            Assert.Equal($"{other}: belongs to another report: {string.Format(difference, one)}", Refusal(one, other));
        }
    }

    [Fact]
    public void A_part_of_files_with_more_rows_is_named()
    {
        string one = _folder.Make(1, 2);
        _folder.WriteLogits("input.npy", seed: 1, PartFolder.Rows + 1);
        _folder.WriteLogits("target.npy", seed: 2, PartFolder.Rows + 1);
        string other = _folder.Make(2, 2);
        Assert.Equal($"{other}: belongs to another report: its rows is '12', that of {one} is '11'", Refusal(one, other));
    }

    [Fact]
    public void A_part_of_a_file_of_names_whose_size_differs_is_named()
    {
        FileReport named = _folder.Plain with { Names = _folder.File("names.txt") };
        string one = _folder.Make(1, 2, named);
        File.WriteAllLines(named.Names, ["one", "two", "three", "four", "five"]);
        string other = _folder.Make(2, 2, named);
        Assert.Equal($"{other}: belongs to another report: its names_bytes is '24', that of {one} is '26'", Refusal(one, other));
    }

    [Fact]
    public void A_part_of_files_of_the_same_size_with_other_contents_is_named()
    {
        string one = _folder.Make(1, 2);
        _folder.WriteLogits("target.npy", seed: 3);
        string other = _folder.Make(2, 2);
        Assert.StartsWith($"{other}: belongs to another report: its target_sample is '", Refusal(one, other), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_another_submission_is_named()
    {
        string asked = FileReport.Identify(_folder.Plain with { Temperature = 2 }, 2), own = FileReport.Identify(_folder.Plain, 2);
        string[] parts = [_folder.Make(1, 2, _folder.Plain with { Temperature = 2 }), _folder.Make(2, 2)];

        DataFileException refused = Assert.Throws<DataFileException>(() => ReportParts.Join(parts, Assert.Fail, asked));

        Assert.Equal($"{parts[1]}: is of submission {own}, and {asked} is asked for", refused.Message);
    }

    [Fact]
    public void All_parts_of_another_submission_are_no_report_however_well_they_go_together()
    {
        string[] parts = _folder.MakeAll(3);
        string asked = FileReport.Identify(_folder.Plain with { Divergence = DivergenceKind.Reverse }, 3);

        Assert.Equal(parts[0], Assert.Throws<DataFileException>(() => ReportParts.Join(parts, Assert.Fail, asked)).Path);
    }

    public void Dispose() => _folder.Dispose();

    private static string Refusal(params string[] parts) => Assert.Throws<DataFileException>(() => ReportParts.Join(parts, Assert.Fail)).Message;
}
