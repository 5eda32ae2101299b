using KLDiv.Files;

namespace KLDiv.Reports.Tests;

/// <summary>Memory is taken for what a file holds, and not for what its header says.</summary>
public sealed class ClaimedSizeTests : IDisposable
{
    private const long Much = 1 << 22;

    private readonly ReportFolder _folder = new();

    [Fact]
    public void Classes_of_which_there_is_no_row_cost_nothing()
    {
        string path = _folder.Write<float>("x.npy", [0, 300_000_000], []);
        foreach (DivergenceKind divergence in Enum.GetValues<DivergenceKind>())
        {
            Allocates(() =>
            {
                ReportFigures figures = FileReport.Figures(new FileReport { Input = path, Target = path, Divergence = divergence, Threads = 4 });
                Assert.Equal((0L, 300_000_000L, double.NaN), (figures.Rows, figures.Support, figures.Mean));
                Assert.Empty(figures.Classes);
            });
        }
    }

    [UnixFact("/dev/null")]
    public void Names_are_read_no_further_than_they_may_be_long_and_many()
    {
        string lines = _folder.WriteText("lines.txt", new string('\n', 20_000_000));
        Allocates(() => Assert.Equal($"{lines}: has more than 5 lines for 5 classes; there must be a name for each", Assert.Throws<DataFileException>(() => ClassNames.Open(lines).Read(5)).Message));
        Allocates(() => Assert.Equal("/dev/zero: line 1 has more than 65536 characters; a name has at most so many", Assert.Throws<DataFileException>(() => ClassNames.Open("/dev/zero").Read(5)).Message));
    }

    public void Dispose() => _folder.Dispose();

    private static void Allocates(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Much);
    }
}
