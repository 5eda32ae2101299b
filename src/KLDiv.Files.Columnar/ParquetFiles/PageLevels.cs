namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>What a page of version 2 has before its values, which alone are compressed.</summary>
/// <param name="Repetitions">The bytes of the levels that tell where lists begin.</param>
/// <param name="Definitions">The bytes of the levels that tell which values are missing.</param>
/// <param name="Missing">How many values are missing.</param>
/// <param name="IsCompressed">Whether the values are compressed.</param>
internal readonly record struct PageLevels(int Repetitions, int Definitions, int Missing, bool IsCompressed)
{
    public int Length => Repetitions + Definitions;
}
