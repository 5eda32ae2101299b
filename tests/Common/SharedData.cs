namespace KLDiv.TestSupport;

/// <summary>The folder <c>shared</c> beside the checkout: data too large, or not ours, to be kept in the project.</summary>
internal static class SharedData
{
    public static string? Root { get; } = Find();

    public static string PathOf(string relative) =>
        Path.Combine(Root ?? throw new InvalidOperationException("The folder shared is not there."), relative);

    private static string? Find()
    {
        string shared = Path.Combine(Path.GetDirectoryName(Repository.Root) ?? "/", "shared");
        return Directory.Exists(shared) ? shared : null;
    }
}

/// <summary>A fact that reads <c>shared/FOLDER</c>, skipped with the reason where that folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string folder) => Skip = SharedSkip.Reason(folder);
}

/// <summary>A theory that reads <c>shared/FOLDER</c>, skipped with the reason where that folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string folder) => Skip = SharedSkip.Reason(folder);
}

internal static class SharedSkip
{
    public static string? Reason(string folder) =>
        SharedData.Root is { } root && Directory.Exists(Path.Combine(root, folder))
            ? null
            : $"The folder ../shared/{folder} is absent.";
}
