using KLDiv.Cli.Terminal;
using KLDiv.Files;

namespace KLDiv.Cli.Tests;

/// <summary>What the command says of exceptions, those among them that nothing should throw.</summary>
public sealed class FaultTests : IDisposable
{
    private const string Variable = "KLDIV_TRACE";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<Exception, int, string> Problems => new()
    {
        { new InvalidOperationException("two\nlines"), 70, "kldiv: internal error: InvalidOperationException: two lines; please report it\n" },
        { new FormatException("no such \u001B[31mplace"), 70, "kldiv: internal error: FormatException: no such ␛[31mplace; please report it\n" },
        { new AggregateException(new DataFileException("f", "is wrong")), 1, "kldiv: f: is wrong\n" },
        { new TypeInitializationException("T", new InsufficientMemoryException()), 1, "kldiv: the data do not fit in the memory that there is\n" },
        { new DataFileException("f", "cannot be opened", new IOException("Too many open files")), 1, "kldiv: f: cannot be opened\n" },
        { new NotSupportedException("x", new IOException("Too many open files : 'f'")), 1, "kldiv: too many files are open; raise the limit (ulimit -n)\n" },
        { new FileNotFoundException("no", "KLDiv.Pages, Version=0.1.0.0"), 70, "kldiv: a part of the program, KLDiv.Pages, cannot be loaded; it is missing, or too many files are open\n" },
        { new OperationCanceledException("without a signal"), 70, "kldiv: internal error: OperationCanceledException: without a signal; please report it\n" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Whatever_is_thrown_becomes_one_line_and_a_status(Exception problem, int status, string line)
    {
        using StringWriter error = new();
        Host host = new() { Output = TextWriter.Null, Error = error, OutputIsTerminal = false, ErrorIsTerminal = false, Cancellation = default };
        Assert.Equal(status, Entry.Explain(problem, host, () => 130));
        Assert.Equal(line, error.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_trace_of_a_fault_goes_to_the_file_that_is_named_for_it()
    {
        using StringWriter error = new();
        Host host = new() { Output = TextWriter.Null, Error = error, OutputIsTerminal = false, ErrorIsTerminal = false, Cancellation = default };
        string trace = _folder.File("trace");
        Environment.SetEnvironmentVariable(Variable, trace);
        try
        {
            Assert.Equal(70, Entry.Explain(new InvalidOperationException("first"), host, () => 130));
            Assert.Equal(70, Entry.Explain(new InvalidOperationException("second"), host, () => 130));
            Assert.Equal(1, Entry.Explain(new DataFileException("f", "is wrong"), host, () => 130));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, value: null);
        }

        Assert.Equal(["System.InvalidOperationException: first", "System.InvalidOperationException: second"], File.ReadAllLines(trace));
    }

    public void Dispose() => _folder.Dispose();
}
