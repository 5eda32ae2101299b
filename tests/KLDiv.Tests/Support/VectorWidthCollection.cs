namespace KLDiv.Tests.Support;

/// <summary>Tests that set what holds for the whole process (the vector width, the number of threads), or measure it: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // It is what xunit calls a collection.
public sealed class VectorWidthCollection
#pragma warning restore CA1711
{
    public const string Name = "VectorWidth";
}
