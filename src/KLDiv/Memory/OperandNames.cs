namespace KLDiv.Memory;

/// <summary>What the operands of a call are called, for its errors.</summary>
internal sealed record OperandNames(string Input, string Target, string InputGradient, string TargetGradient)
{
    public static OperandNames Criterion { get; } = new("input", "target", "inputGradient", "targetGradient");

    public static OperandNames Distillation { get; } = new("student", "teacher", "studentGradient", "teacherGradient");
}
