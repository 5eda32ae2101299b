using System.Runtime.CompilerServices;

namespace KLDiv.TestSupport;

/// <summary>
/// Texts that a person has approved, kept in the folder <c>Approved</c> beside the test that compares them. With the
/// environment variable <c>KLDIV_APPROVE=1</c> the files are written anew instead; read the difference before it is committed.
/// </summary>
internal static class Approved
{
    /// <summary>Whether approved texts are written anew.</summary>
    public static bool Records { get; } = Environment.GetEnvironmentVariable("KLDIV_APPROVE") is "1";

    /// <summary>Compares a text with an approved file.</summary>
    /// <param name="actual">The text.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="test">The source file of the test; the compiler gives it.</param>
    public static void Check(string actual, string name, [CallerFilePath] string test = "")
    {
        string project = Path.GetFileName(Path.GetDirectoryName(test)!);
        string file = Path.Combine(Repository.Root, "tests", project, "Approved", name);
        if (Records)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{file} is missing; KLDIV_APPROVE=1 records it.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }
}
