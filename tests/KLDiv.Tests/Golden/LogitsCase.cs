namespace KLDiv.Tests.Golden;

/// <summary>Divergences between the softmaxes of float logits, row by row, and the gradients for the student's, without the factor T².</summary>
public sealed record LogitsCase(
    string Name, double Temperature, double Beta, double[][] Student, double[][] Teacher, double[] Rows, double[]?[] GradStudentRows)
{
    public static LogitsCase[] All { get; } = GoldenFile.Read<LogitsCase>("logits.json");

    public nint[] Lengths => [Student.Length, Student[0].Length];

    public double[] FlatStudent => [.. Student.SelectMany(row => row)];

    public double[] FlatTeacher => [.. Teacher.SelectMany(row => row)];

    public override string ToString() => $"{Name}, {Student[0].Length} classes, T = {Temperature}, beta = {Beta}";
}
