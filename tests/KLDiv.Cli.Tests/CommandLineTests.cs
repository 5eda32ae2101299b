using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public static TheoryData<string, string> WrongLines => new()
    {
        { "los", "unknown command 'los' (did you mean 'loss'?); see kldiv --help" },
        { "REPORT", "unknown command 'REPORT' (did you mean 'report'?); see kldiv --help" },
        { "train", "unknown command 'train'; see kldiv --help" },
        { "--los", "unknown option '--los'; see kldiv --help" },
        { "loss", "loss: INPUT is missing; see kldiv loss --help" },
        { "loss x.npy", "loss: TARGET is missing; see kldiv loss --help" },
        { "loss x.npy p.npy more", "unknown argument 'more'; see kldiv loss --help" },
        { "loss x.npy p.npy --weight w.npy", "unknown option '--weight' (did you mean '--weights'?); see kldiv loss --help" },
        { "loss --weight w.npy x.npy p.npy", "unknown option '--weight' (did you mean '--weights'?); see kldiv loss --help" },
        { "loss x.npy -s", "unknown option '-s'; see kldiv loss --help" },
        { "fit --feature births.npy", "unknown option '--feature' (did you mean '--features'?); see kldiv fit --help" },
        { "loss x.npy p.npy --redcution=sum", "unknown option '--redcution=sum' (did you mean '--reduction'?); see kldiv loss --help" },
        { "loss --grad g.npy x.npy p.npy", "unknown option '--grad' (did you mean '--grad-input' or '--grad-target'?); see kldiv loss --help" },
        { "demo --pictures x", "unknown option '--pictures'; see kldiv demo --help" },
        { "loss x.npy p.npy --reduction", "--reduction needs a value; see kldiv loss --help" },
        { "loss x.npy p.npy --reduction average", "--reduction is 'average'; it must be one of none, sum, mean, batchmean, weightedmean; see kldiv loss --help" },
        { "loss x.npy p.npy --reduction Sum", "--reduction is 'Sum' (did you mean 'sum'?); it must be one of none, sum, mean, batchmean, weightedmean; see kldiv loss --help" },
        { "loss x.npy p.npy --reduction sum --reduction mean", "--reduction is given 2 times; once is enough; see kldiv loss --help" },
        { "loss x.npy p.npy --input-kind LogProbs", "--input-kind is 'LogProbs' (did you mean 'log-probs'?); it must be one of log-probs, probs, logits, counts; see kldiv loss --help" },
        { "loss x.npy p.npy --input-kind p", "--input-kind is 'p'; it must be one of log-probs, probs, logits, counts; see kldiv loss --help" },
        { "loss x.npy p.npy --reduction none", "--reduction none gives a tensor, which goes to a file: add --output FILE.npy" },
        {
            "loss x.npy p.npy --output l.npy",
            "--output takes the losses of the elements, which --reduction none gives; the reduced loss is printed"
        },
        {
            "loss x.npy p.npy --log-target --target-kind logits",
            "--log-target says that TARGET holds log-probs, and --target-kind says otherwise; give one of them"
        },
        { "loss x.csv p.csv --encoding utf-7", "--encoding: 'utf-7' is no encoding that is known; utf-8, utf-16, windows-1252, iso-8859-1 and shift_jis are; see kldiv loss --help" },
        { "loss x.npy p.npy --grad-input x.npy", "x.npy: is read by this command, and --grad-input would replace it; name another file" },
        { "loss x.npy p.npy --grad-input folder/../p.npy", "folder/../p.npy: is read by this command, and --grad-input would replace it; name another file" },
        { "fit f.npy p.npy --model p.npy", "p.npy: is read by this command, and --model would replace it; name another file" },
        { "predict m f.npy --output f.npy", "f.npy: is read by this command, and --output would replace it; name another file" },
        { "loss x.npy p.npy --grad-input g.npy --grad-target ./g.npy", "--grad-input and --grad-target both name g.npy" },
        { "fit f.npy", "TARGET is missing; or if f.npy is a table, say which of its columns is regressed with --value or --target" },
        { "fit f.npy p.npy --folds 1", "--folds is '1'; it must be 0, or at least 2 parts of which each is held out in turn" },
        { "fit f.npy p.npy --folds ten", "--folds is 'ten'; it must be a whole number from 0 to 2147483647; see kldiv fit --help" },
        { "fit f.npy p.npy --seed -1", "--seed is '-1'; it must be a whole number from 0 to 2147483647; see kldiv fit --help" },
        { "fit f.npy p.npy --seed 9999999999", "--seed is '9999999999'; it must be a whole number from 0 to 2147483647; see kldiv fit --help" },
        { "fit f.npy p.npy --l2 -0.5", "--l2 is '-0.5'; it must be a finite number of at least 0, or auto; see kldiv fit --help" },
        { "fit f.npy p.npy --l2 Auto", "--l2 is 'Auto' (did you mean 'auto'?); it must be a finite number of at least 0, or auto; see kldiv fit --help" },
        { "fit f.npy p.npy --l2 NaN", "--l2 is 'NaN'; it must be a finite number of at least 0, or auto; see kldiv fit --help" },
        { "fit f.npy p.npy --model m --predictions m", "--model and --predictions both name m" },
        { "report x.npy", "report: TARGET is missing; see kldiv report --help" },
        { "report x.npy p.npy --divergence tv", "--divergence is 'tv'; it must be one of kl, reverse-kl, js; see kldiv report --help" },
        { "report x.npy p.npy --divergence js --beta 1", "--beta is '1'; it must be a number above 0 and below 1; see kldiv report --help" },
        { "report x.npy p.npy --beta 0.5", "--beta is the weight of a mixture, which --divergence js has; add that" },
        { "report x.npy p.npy --temperature 0", "--temperature is '0'; it must be a number from 0.000001 to 1000000; see kldiv report --help" },
        { "report x.npy p.npy --temperature Infinity", "--temperature is 'Infinity'; it must be a number from 0.000001 to 1000000; see kldiv report --help" },
        { "report x.npy p.npy --top -1", "--top is '-1'; it must be a whole number from 0 to 2147483647; see kldiv report --help" },
        { "report x.npy p.npy --threads 0", "--threads is '0'; it must be a whole number from 1 to 2147483647; see kldiv report --help" },
        { "report x.npy p.npy --rows p.npy", "p.npy: is read by this command, and --rows would replace it; name another file" },
        { "report x.npy p.npy --names n.txt --rows n.txt", "n.txt: is read by this command, and --rows would replace it; name another file" },
        { "report x.npy p.npy --labels l.npy --rows ./l.npy", "./l.npy: is read by this command, and --rows would replace it; name another file" },
        { "report x.npz#a p.npy --rows x.npz", "x.npz: is read by this command, and --rows would replace it; name another file" },
        { "report x.npy p.npy --shard 1/2", "--shard makes a part, which goes to a file: add --part FILE" },
        { "report x.npy p.npy --part part", "--part takes the part of a shard; say which one with --shard I/N" },
        { "report x.npy p.npy --submission 00112233445566778899aabbccddeeff", "--submission is what the part of a shard must be of; add --shard I/N and --part FILE" },
        { "report x.npy p.npy --identify 0", "--identify is '0'; it must be a whole number from 1 to 2147483647; see kldiv report --help" },
        { "report x.npy p.npy --identify 2 --shard 1/2", "--identify prints the submission of N shards and does no work; --shard is for the runs that do" },
        { "report x.npy p.npy --identify 2 --json", "--identify prints the submission of N shards and does no work; --json is for the runs that do" },
        { "report x.npy p.npy --shard 1/2 --part part --json", "--shard makes a part and no report; --json is for kldiv merge" },
        { "report x.npy p.npy --shard 1/2 --part part --rows r.npy", "--shard makes a part and no report; --rows is for kldiv merge" },
        { "report x.npy p.npy --shard 0/2 --part part", "--shard is '0/2'; it must be I/N, with I from 1 to N; see kldiv report --help" },
        { "report x.npy p.npy --shard 3/2 --part part", "--shard is '3/2'; it must be I/N, with I from 1 to N; see kldiv report --help" },
        { "report x.npy p.npy --shard 2 --part part", "--shard is '2'; it must be I/N, with I from 1 to N; see kldiv report --help" },
        { "report x.npy p.npy --shard 1/2 --part p.npy", "p.npy: is read by this command, and --part would replace it; name another file" },
        { "report x.npy p.npy --names n --shard 1/2 --part n", "n: is read by this command, and --part would replace it; name another file" },
        { "merge", "merge: PART is missing; see kldiv merge --help" },
        { "merge --parts", "unknown option '--parts'; see kldiv merge --help" },
        { "merge part --rows part", "part: is read by this command, and --rows would replace it; name another file" },
        { "report x.npy p.npy --shard 1/2 --part part --report r.html", "--shard makes a part and no report; --report is for kldiv merge" },
        { "completion", "completion: SHELL is missing; see kldiv completion --help" },
        { "completion Bash", "SHELL is 'Bash' (did you mean 'bash'?); it must be one of bash, zsh, fish, powershell; see kldiv completion --help" },
        { "loss --hlep", "unknown option '--hlep' (did you mean '--help'?); see kldiv loss --help" },
        { "demo births", "unknown argument 'births'; see kldiv demo --help" },
    };

    [Theory]
    [MemberData(nameof(WrongLines))]
    public void A_wrong_command_line_is_one_line_and_status_2(string line, string error) =>
        Assert.Equal(new Outcome(2, "", $"kldiv: {error}\n"), _folder.Run(line.Split(' ')));

    [Fact]
    public void An_empty_name_of_a_file_is_a_wrong_command_line()
    {
        Assert.Equal(new Outcome(2, "", "kldiv: TARGET is empty; it must be the name of a file; see kldiv loss --help\n"), _folder.Run("loss", "x", ""));
        Assert.Equal(new Outcome(2, "", "kldiv: PART is empty; it must be the name of a file; see kldiv merge --help\n"), _folder.Run("merge", "x", ""));
        Assert.Equal(
            new Outcome(2, "", "kldiv: --grad-input is empty; it must be the name of a file; see kldiv loss --help\n"),
            _folder.Run("loss", "x", "p", "--grad-input", ""));
    }

    [Fact]
    public void The_version_stands_alone_in_its_line_and_what_it_runs_on_in_the_next()
    {
        Outcome outcome = _folder.Run("--version");
        Assert.Equal(outcome with { Status = 0, Error = "" }, outcome);
        string bits = Vector512.IsHardwareAccelerated ? "vectors of 512 bits" : Vector256.IsHardwareAccelerated ? "vectors of 256 bits" : Vector128.IsHardwareAccelerated ? "vectors of 128 bits" : "no vectors";
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9a-z.]+)?$", outcome.Output.Split('\n')[0]);
        Assert.EndsWith($"\n.NET {Environment.Version} on {RuntimeInformation.RuntimeIdentifier}, {bits}\n", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "help.txt")]
    [InlineData("-h", "help.txt")]
    [InlineData("loss --help", "help-loss.txt")]
    [InlineData("fit --help", "help-fit.txt")]
    [InlineData("predict --help", "help-predict.txt")]
    [InlineData("report --help", "help-report.txt")]
    [InlineData("merge --help", "help-merge.txt")]
    [InlineData("demo -h", "help-demo.txt")]
    [InlineData("completion -h", "help-completion.txt")]
    public void Help_is_printed_to_the_standard_output(string line, string approved)
    {
        Outcome outcome = _folder.Run(line.Split(' '));
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Approved.Check(outcome.Output, approved);
    }

    [Fact]
    public void Without_a_command_the_help_goes_to_the_standard_error_and_the_status_is_2()
    {
        Outcome outcome = _folder.Run();
        Assert.Equal((2, ""), (outcome.Status, outcome.Output));
        Approved.Check(outcome.Error, "help.txt");
    }

    [Fact]
    public void A_file_may_be_named_like_a_response_file_or_after_two_dashes()
    {
        _folder.Write("@x.npy", [1], 0.0);
        _folder.Write("-p.npy", [1], 1.0);
        Assert.Equal(new Outcome(0, "0\n", ""), _folder.Run("loss", "--reduction", "sum", "--", "@x.npy", "-p.npy"));
    }

    public void Dispose() => _folder.Dispose();
}
