using System.Text.Json;

namespace KLDiv.Cli.Tests;

/// <summary>Tables of which a fit once told something that misleads.</summary>
public sealed class FitCaseTests : IDisposable
{
    private const string AtInfinity = "without a penalty the minimum lies at infinity: '-0.5:0.5' never happens where 'day' is 'd00'";

    private readonly CommandFolder _folder = new();

    /// <summary>Each day is a level of one row: without a penalty the model was certain of what it had never seen.</summary>
    [Fact]
    public void Days_that_separate_have_no_minimum_and_say_little_of_another_day()
    {
        string[] fit = ["fit", Case("separable-fit", "train.csv"), "--value", "y", "--features", "day,x", "--bins", "-0.5:2.5:1", "--neighbours", "0", "--json"];
        Outcome outcome = _folder.Run([.. fit, "--l2", "0", "--model", "m.safetensors"]);
        JsonElement root = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(0, outcome.Status);
        Assert.Contains($"train.csv: {AtInfinity}", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--l2 brings it back", outcome.Error, StringComparison.Ordinal);
        Assert.Equal((false, "minimum-at-infinity"), (root.GetProperty("converged").GetBoolean(), root.GetProperty("stop").GetString()));
        Assert.InRange(root.GetProperty("kl").GetDouble(), 0, 1e-6);
        Assert.All(OfNewDays(), q => Assert.InRange(q[2], 0.9, 1));

        // It is an error where nothing may look wrong, and with the default penalty there is a minimum.
        File.WriteAllText(_folder.File("few.csv"), "day,y\nMon,0\nTue,0\nMon,1\nTue,2\nMon,0\nTue,0\nMon,1\nTue,2\n");
        Outcome strict = _folder.Run("fit", "few.csv", "--value", "y", "--bins", "0:3:1", "--l2", "0", "--strict", "--json");
        Assert.Equal((1, ""), (strict.Status, strict.Output));
        Assert.StartsWith("kldiv: few.csv: without a penalty the minimum lies at infinity: ", strict.Error, StringComparison.Ordinal);
        Outcome penalised = _folder.Run([.. fit, "--model", "m.safetensors"]);
        Assert.Equal(0, penalised.Status);
        Assert.DoesNotContain("infinity", penalised.Error, StringComparison.Ordinal);
        Assert.Equal(1 / 40.0, JsonDocument.Parse(penalised.Output).RootElement.GetProperty("l2").GetDouble());
        Assert.All(OfNewDays(), q => Assert.InRange(q[2], 0.6, 0.9));
    }

    public void Dispose() => _folder.Dispose();

    private static string Case(string name, string file) => Path.Combine(Repository.Root, "tests/KLDiv.Cli.Tests/Cases", name, file);

    private IEnumerable<double[]> OfNewDays()
    {
        string[] predict = ["predict", "m.safetensors", Case("separable-fit", "new.csv"), "--unseen", "mean", "--what", "probs", "--output", "q.npy"];
        Assert.Equal(0, _folder.Run(predict).Status);
        return _folder.Read<double>("q.npy").Values.Chunk(3);
    }
}
