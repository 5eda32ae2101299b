namespace KLDiv.Files.Operands;

/// <summary>The words by which users know a side.</summary>
internal static class OperandSides
{
    public static string Word(this OperandSide side) => side == OperandSide.Input ? "INPUT" : "TARGET";

    /// <summary>The option that says what the side holds.</summary>
    public static string KindOption(this OperandSide side) => side == OperandSide.Input ? "--input-kind" : "--target-kind";

    /// <summary>What the side holds where nothing is said.</summary>
    public static RowKind UsualKind(this OperandSide side) => side == OperandSide.Input ? RowKind.LogProbs : RowKind.Probs;
}
