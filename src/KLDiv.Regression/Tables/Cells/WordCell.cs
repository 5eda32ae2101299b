namespace KLDiv.Regression.Tables.Cells;

/// <summary>The cell of a word that is not decided yet, beside cells that are numbers: a NaN that carries the number of the word.</summary>
/// <remarks>What is missing is the NaN of .NET, whose sign is set; a word's is not.</remarks>
internal static class WordCell
{
    private const long Quiet = 0x7FF8_0000_0000_0000;

    public static double Of(int word) => BitConverter.Int64BitsToDouble(Quiet | (uint)word);

    /// <summary>Whether a cell is a word, and which.</summary>
    public static bool IsWord(double cell, out int word)
    {
        long bits = BitConverter.DoubleToInt64Bits(cell);
        word = (int)bits;
        return (bits >> 32) == Quiet >> 32;
    }

    /// <summary>Whether a cell is missing: no number and no word.</summary>
    public static bool IsMissing(double cell) => double.IsNaN(cell) && !IsWord(cell, out _);
}
