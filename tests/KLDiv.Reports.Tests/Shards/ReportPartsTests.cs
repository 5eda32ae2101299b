using KLDiv.Files;
using KLDiv.Reports.Reading;
using KLDiv.Reports.Shards;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Tests;

public sealed class ReportPartsTests : IDisposable
{
    private readonly PartFolder _folder = new();

    public static TheoryData<int> Counts => [.. Enumerable.Range(1, PartFolder.Rows + 2)];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Parts_of_every_number_of_shards_merge_to_the_bits_of_a_single_run(int count)
    {
        ReportState single = FileReport.Measure(_folder.Full);
        string[] parts = _folder.MakeAll(count, _folder.Full);
        new Random(count).Shuffle(parts);

        ReportState merged = ReportParts.Join(parts, _folder.Told.Add);

        Assert.Equal(["eins", "zwei", "drei", "vier", "fünf"], merged.Names);
        Assert.Equal(Bytes(single), Bytes(merged));
        Assert.Empty(_folder.Told);
    }

    [Fact]
    public void Without_weights_labels_and_names_a_part_has_none()
    {
        ReportState merged = ReportParts.Join(_folder.MakeAll(3), _folder.Told.Add);
        Assert.Null(merged.Names);
        Assert.Null(merged.Weights);
        Assert.Null(merged.TargetLosses);
        Assert.Equal(Bytes(FileReport.Measure(_folder.Plain)), Bytes(merged));
    }

    [Fact]
    public void Parts_from_processors_of_several_kinds_are_merged_with_a_note()
    {
        string[] parts = _folder.MakeAll(2);
        string elsewhere = _folder.File("elsewhere", PartBytes.Of(File.ReadAllBytes(parts[1])).Text("vector_bits", "64").Signed());
        Assert.Equal(Bytes(FileReport.Measure(_folder.Plain)), Bytes(ReportParts.Join([parts[0], elsewhere], _folder.Told.Add)));
        Assert.Matches("^the parts come from processors with vectors of \\d+ and 64 bits; the last digits may differ from those of one run$", Assert.Single(_folder.Told));
    }

    [Fact]
    public void A_valid_part_is_left_alone()
    {
        string path = _folder.Make(2, 3, _folder.Full);
        DateTime long_ago = DateTime.UtcNow.AddDays(-1);
        foreach (string name in _folder.Names)
        {
            File.SetLastWriteTimeUtc(_folder.File(name), long_ago);
        }

        _folder.Make(2, 3, _folder.Full);

        Assert.Equal([$"{path}: is there and valid, and is left as it is"], _folder.Told);
        Assert.Equal(long_ago, File.GetLastWriteTimeUtc(path), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_part_of_another_shard_or_of_other_options_is_made_anew()
    {
        string path = _folder.Make(1, 3, name: "part");
        _folder.Make(2, 3, name: "part");
        _folder.Make(2, 3, _folder.Plain with { Temperature = 2 }, "part");
        _folder.Make(2, 3, _folder.Plain with { Temperature = 2, Weights = _folder.File("weights.npy") }, "part");

        Assert.Equal(
            [
                $"{path}: is made anew: its shard is '1/3', and '2/3' is asked for",
                $"{path}: is made anew: its temperature is '1', and '2' is asked for",
                $"{path}: is made anew: its is_weighted is 'False', and 'True' is asked for",
            ],
            _folder.Told);
        using PartFile part = PartFile.Open(path, default);
        Assert.True(part.Origin.Subject.IsWeighted);
    }

    [Fact]
    public void A_submission_is_its_files_options_and_number_of_shards_and_every_part_carries_it()
    {
        string id = FileReport.Identify(_folder.Full, 3);

        foreach (string path in _folder.MakeAll(3, _folder.Full))
        {
            using PartFile part = PartFile.Open(path, default);
            Assert.Equal(id, part.Origin.Submission);
        }

        List<string> others =
        [
            FileReport.Identify(_folder.Full, 4),
            FileReport.Identify(_folder.Full with { Temperature = 2 }, 3),
            FileReport.Identify(_folder.Full with { Top = 4 }, 3),
            FileReport.Identify(_folder.Full with { Weights = null }, 3),
        ];
        _folder.WriteLogits("input.npy", seed: 3);
        others.Add(FileReport.Identify(_folder.Full, 3));
        Assert.Equal(6, others.Append(id).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>As the page of the format says, and sha256sum: the lines <c>8:shards=2</c>, <c>11:kldiv=0.1.0</c> and <c>12:names=fünf\n</c>.</summary>
    [Fact]
    public void An_identity_is_made_as_the_page_of_the_format_says()
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal) { ["names"] = "fünf\n", ["kldiv"] = "0.1.0", ["shard"] = "1/2", ["weight_scale"] = "4" };

        Assert.Equal("4b316e23155552f74a75ef07beeea5e4", Submission.Of(texts, 2));
    }

    [Fact]
    public void A_shard_of_another_submission_is_not_made()
    {
        string asked = FileReport.Identify(_folder.Plain, 2), own = FileReport.Identify(_folder.Plain with { Temperature = 2 }, 2);
        string path = _folder.File("part");

        DataFileException refused = Assert.Throws<DataFileException>(() => _folder.Make(1, 2, _folder.Plain with { Temperature = 2 }, "part", asked));

        Assert.Equal($"{path}: is not made: files and options are those of submission {own}, and {asked} is asked for", refused.Message);
        Assert.False(File.Exists(path));
        _folder.Make(1, 2, name: "part", submission: asked);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_part_that_will_not_do_is_gone_even_where_the_run_that_would_replace_it_fails()
    {
        string path = _folder.Make(1, 2);
        using CancellationTokenSource ended = new();
        Assert.ThrowsAny<OperationCanceledException>(() => FileReport.MakePart(
            _folder.Plain with { Temperature = 2 }, new Shard(1, 2), path, _ => ended.Cancel(), cancellation: ended.Token));
        Assert.False(File.Exists(path));

        string other = _folder.File("no part", [1, 2, 3]);
        using CancellationTokenSource again = new();
        Assert.ThrowsAny<OperationCanceledException>(() => FileReport.MakePart(_folder.Plain, new Shard(1, 2), other, _ => again.Cancel(), cancellation: again.Token));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(other));
    }

    [Fact]
    public void A_part_of_a_file_that_has_changed_is_made_anew()
    {
        string path = _folder.Make(1, 2);
        _folder.WriteLogits("input.npy", seed: 3);
        _folder.Make(1, 2);
        string told = Assert.Single(_folder.Told);
        Assert.StartsWith($"{path}: is made anew: its input_sample is '", told, StringComparison.Ordinal);
        Assert.Equal(Bytes(FileReport.Measure(_folder.Plain)), Bytes(ReportParts.Join([path, _folder.Make(2, 2)], _folder.Told.Add)));
    }

    [Fact]
    public void A_part_that_is_older_than_a_file_is_made_anew()
    {
        string path = _folder.Make(1, 2);
        File.SetLastWriteTimeUtc(_folder.File("target.npy"), DateTime.UtcNow.AddHours(1));
        _folder.Make(1, 2);
        Assert.Equal([$"{path}: is made anew: {_folder.File("target.npy")} is younger"], _folder.Told);
    }

    [Fact]
    public void A_damaged_part_and_a_file_that_is_none_are_made_anew()
    {
        string path = _folder.Make(1, 1);
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^1]);
        _folder.Make(1, 1);
        Assert.Equal(whole, File.ReadAllBytes(path));
        File.WriteAllText(path, "no part");
        _folder.Make(1, 1);
        Assert.Equal(whole, File.ReadAllBytes(path));
        Assert.All(_folder.Told, told => Assert.StartsWith($"{path}: is made anew: ", told, StringComparison.Ordinal));
        Assert.Equal(2, _folder.Told.Count);
    }

    [Fact]
    public void A_part_that_cannot_be_written_is_an_error_before_the_work_begins()
    {
        CancellationToken cancelled = new(canceled: true);
        string path = _folder.File("missing/part");
        DataFileException error = Assert.Throws<DataFileException>(
            () => FileReport.MakePart(_folder.Plain, new Shard(1, 2), path, _folder.Told.Add, cancellation: cancelled));
        Assert.Equal($"{path}: cannot be written: no such file or directory", error.Message);
    }

    [Fact]
    public void Nothing_is_left_behind_when_the_work_is_cancelled()
    {
        string[] before = _folder.Names;
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(
            () => FileReport.MakePart(_folder.Plain, new Shard(1, 2), _folder.File("part"), _folder.Told.Add, cancellation: cancelled));
        Assert.Equal(before, _folder.Names);
    }

    [Fact]
    public void Nothing_is_written_when_a_file_changes_while_it_is_read()
    {
        bool isChanged = false;
        Progress progress = new(() =>
        {
            if (!isChanged)
            {
                isChanged = true;
                File.Delete(_folder.File("input.npy"));
                _folder.WriteLogits("input.npy", seed: 3);
            }
        });
        string path = _folder.File("part");
        DataFileException error = Assert.Throws<DataFileException>(
            () => FileReport.MakePart(_folder.Plain with { Threads = 1 }, new Shard(1, 1), path, _folder.Told.Add, progress: progress));
        Assert.StartsWith($"{path}: is not written, because a file changed while it was read: its input_sample is ", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>All bits of a state.</summary>
    private byte[] Bytes(ReportState state)
    {
        string path = _folder.File("state");
        PartWriter.Write(path, Origin(state.Subject), StateTensors.Of(state));
        return File.ReadAllBytes(path);
    }

    private PartOrigin Origin(ReportSubject subject)
    {
        using RowSource input = RowSource.Open(_folder.Plain.Input);
        using RowSource target = RowSource.Open(_folder.Plain.Target);
        return PartOrigin.Of(new ReportInputs(input, target, _folder.Plain.Options), subject, new Shard(1, 1));
    }

    private sealed class Progress(Action act) : IProgress<double>
    {
        public void Report(double value) => act();
    }
}
