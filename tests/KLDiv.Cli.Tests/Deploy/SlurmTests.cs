using System.Diagnostics.CodeAnalysis;

namespace KLDiv.Cli.Tests.Deploy;

/// <summary>What deploy/slurm's script submits, with a scheduler that runs every job at once; tests/slurm/run does it on a cluster.</summary>
public sealed class SlurmTests : IDisposable
{
    private const int Shards = 2;

    /// <summary>Runs an array task by task and then the merge; or, where a file <c>busy</c> is there, keeps every job waiting.</summary>
    [SuppressMessage("Globalization", "CA1303", Justification = "A program.")]
    private const string Sbatch =
        """
        #!/usr/bin/env bash
        while [[ $1 == --* ]]; do
            case $1 in
                --array=*) tasks=${1#--array=1-} ;;
                --output=*) output=${1#--output=} ;;
                --comment=*) comment=${1#--comment=} ;;
            esac
            shift
        done
        echo "7;cluster"
        [ ! -e "$TRIAL/busy" ] || { echo "7 $comment" >> "$TRIAL/busy" && exit; }
        output=${output//%%/$'\1'}
        export SLURM_ARRAY_TASK_ID SLURM_CPUS_ON_NODE=1 SLURMD_NODENAME=node1
        for ((SLURM_ARRAY_TASK_ID = 1; SLURM_ARRAY_TASK_ID <= ${tasks:-1}; SLURM_ARRAY_TASK_ID++)); do
            log=${output//%a/$SLURM_ARRAY_TASK_ID}
            bash "$@" >> "${log//$'\1'/%}" 2>&1
        done
        exit 0
        """;

    private const string Squeue =
        """
        #!/usr/bin/env bash
        [ ! -e "$TRIAL/busy" ] || cat "$TRIAL/busy"
        """;

    private readonly CommandFolder _folder = new();

    public SlurmTests()
    {
        Random random = new(1);
        foreach (string name in new[] { "q.npy", "p.npy" })
        {
            _folder.Write(name, [6, 4], [.. Enumerable.Range(0, 24).Select(_ => 5 * random.NextDouble())]);
        }

        Directory.CreateDirectory(_folder.File("bin"));
        WriteProgram("sbatch", Sbatch);
        WriteProgram("squeue", Squeue);
        // A shard whose number stands in the file `broken` fails before it has looked at anything.
        WriteProgram(
            "kldiv",
            $"""
            #!/usr/bin/env bash
            [ ! -e "$TRIAL/broken" ] || [[ " $* " != *" --shard $(cat "$TRIAL/broken")/"* ]] || exit 1
            exec dotnet exec '{Command.Binary}' "$@"
            """);
    }

    [UnixFact("/usr/bin/flock")]
    public void The_report_is_that_of_a_single_run_and_parts_that_are_there_are_left_alone()
    {
        Assert.Equal(new Outcome(0, "shards: job 7, merge: job 7; the report will be in ./out\n", ""), Submit("out"));
        Assert.Equal(_folder.Run("report", "q.npy", "p.npy", "--input-kind", "logits", "--target-kind", "logits", "--json").Output, Written("out/report.json"));

        Assert.Equal(0, Submit("out").Status);
        Assert.All((int[])[1, 2], shard => Assert.Contains(
            $"part-{shard}-of-2.safetensors: is there and valid, and is left as it is", Written($"out/shard-{shard}.log"), StringComparison.Ordinal));
    }

    [UnixFact("/usr/bin/flock")]
    public void A_shard_that_fails_leaves_no_part_of_an_earlier_submission_to_be_joined()
    {
        Assert.Equal(0, Submit("out").Status);

        File.WriteAllText(_folder.File("broken"), "2");
        Assert.Equal(0, Submit("out", "--divergence", "js").Status);

        Assert.Matches("^kldiv: ./out/part-2-of-2.safetensors: is of submission [0-9a-f]{32}, and [0-9a-f]{32} is asked for\n$", Written("out/merge.log"));
        Assert.Empty(Directory.GetFiles(_folder.File("out"), "report.*"));
    }

    [UnixFact("/usr/bin/flock")]
    public void The_parts_of_files_that_were_others_are_not_joined()
    {
        Assert.Equal(0, Submit("out").Status);

        _folder.Write("q.npy", [6, 4], new double[24]);
        File.WriteAllText(_folder.File("broken"), "1");
        Assert.Equal(0, Submit("out").Status);

        Assert.Contains("part-1-of-2.safetensors: is of submission", Written("out/merge.log"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.File("out"), "report.*"));
    }

    [UnixFact("/usr/bin/flock")]
    public void What_can_be_seen_to_be_wrong_is_not_submitted_and_leaves_no_earlier_report()
    {
        Assert.Equal(0, Submit("out").Status);

        Outcome missing = Submit("out", "--labels", "none.npy");
        Assert.Equal(1, missing.Status);
        Assert.Contains("none.npy", missing.Error, StringComparison.Ordinal);
        Assert.Equal(2, Submit("out", "--divergence", "jss").Status);
        Assert.Empty(Directory.GetFiles(_folder.File("out"), "report.*"));

        Assert.Equal(0, Submit("out").Status);
        Assert.True(File.Exists(_folder.File("out/report.json")));
    }

    [UnixFact("/usr/bin/flock")]
    public void While_one_submission_works_in_a_folder_another_is_refused()
    {
        File.WriteAllText(_folder.File("busy"), "");
        Assert.Equal(0, Submit("out").Status);

        Assert.Equal(
            new Outcome(2, "", "kldiv-report.sbatch: an earlier submission works in ./out: job 7; wait until it has ended, or cancel it\n"),
            Submit("out", "--divergence", "js"));
        Assert.Equal(0, Submit("another").Status);

        File.Delete(_folder.File("bin/squeue"));
        Assert.Equal(
            new Outcome(2, "", "kldiv-report.sbatch: an earlier submission may work in ./out, and squeue cannot be asked; if it has ended, remove ./out/submission\n"),
            Submit("out"));

        WriteProgram("squeue", Squeue);
        File.Delete(_folder.File("busy"));
        Assert.Equal(0, Submit("out").Status);
        Assert.True(File.Exists(_folder.File("out/report.json")));
    }

    [UnixFact("/usr/bin/flock")]
    public void A_folder_may_have_any_name_but_one_with_a_backslash()
    {
        foreach (string folder in new[] { "-out", "50% of %a" })
        {
            Assert.Equal(0, Submit(folder).Status);
            Assert.Equal(
                [".lock", "merge.log", "part-1-of-2.safetensors", "part-2-of-2.safetensors", "report.html", "report.json", "report.txt", "shard-1.log", "shard-2.log"],
                Directory.GetFiles(_folder.File(folder)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
                StringComparer.Ordinal);
        }

        Assert.Equal(2, Submit("out\\%a").Status);
    }

    public void Dispose() => _folder.Dispose();

    private Outcome Submit(string folder, params string[] options) => Command.RunProgram(
        "bash",
        _folder.Path,
        [Path.Combine(Repository.Root, "deploy", "slurm", "kldiv-report.sbatch"), $"{Shards}", folder, "q.npy", "p.npy", "--input-kind", "logits", "--target-kind", "logits", .. options],
        ("PATH", $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}"),
        ("TRIAL", _folder.Path));

    private string Written(string file) => File.ReadAllText(_folder.File(file));

    private void WriteProgram(string name, string text)
    {
        string file = _folder.File($"bin/{name}");
        File.WriteAllText(file, text + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
