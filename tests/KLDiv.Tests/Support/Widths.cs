using KLDiv.Simd;

namespace KLDiv.Tests;

/// <summary>
/// Tests that set what holds for the whole process (<see cref="VectorWidth.Current"/>, the number of threads), or measure it: they run alone.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Widths
{
    public const string Name = "Vector widths";

    /// <summary>Runs a test at each vector width, and puts the hardware's back.</summary>
    public static void ForEach(Action<int> test)
    {
        try
        {
            foreach (int width in VectorWidth.All.ToArray())
            {
                VectorWidth.Current = width;
                test(width);
            }
        }
        finally
        {
            VectorWidth.Current = VectorWidth.Widest;
        }
    }
}
