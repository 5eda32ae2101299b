namespace KLDiv.Files.Loss;

/// <summary>Two things at the same time.</summary>
internal static class Both
{
    /// <summary>Does both. Where both fail, the failure of the first is the one that is told.</summary>
    public static void Do(Action first, Action second)
    {
        Task other = Task.Run(second);
        try
        {
            first();
        }
        finally
        {
            Task.WhenAny(other).Wait();
        }

        other.GetAwaiter().GetResult();
    }
}
