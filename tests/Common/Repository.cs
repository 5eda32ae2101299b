namespace KLDiv.TestSupport;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find() ?? throw new InvalidOperationException("The tests do not run inside a checkout.");

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KLDiv.slnx")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
