namespace KLDiv.Tests.Golden;

/// <summary>Divergences between the softmax of float logits and a teacher of whom some classes are known, row by row, with gradients and bounds; without the factor T².</summary>
public sealed record SparseCase(
    string Name,
    SparseTail Tail,
    double Temperature,
    double Beta,
    double[][] Student,
    int[][] Ids,
    double[][] LogProbs,
    double[] Rows,
    double[]?[] GradStudentRows,
    double[]? UpperBound = null)
{
    public static SparseCase[] All { get; } = GoldenFile.Read<SparseCase>("sparse.json");

    public double[] FlatStudent => [.. Student.SelectMany(row => row)];

    public int Classes => Student[0].Length;

    public override string ToString() => $"{Name}, {Tail}, {Ids[0].Length} of {Classes} classes, T = {Temperature}, beta = {Beta}";
}
