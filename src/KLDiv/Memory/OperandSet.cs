namespace KLDiv.Memory;

/// <summary>Some of a call's operands.</summary>
[Flags]
internal enum OperandSet
{
    None = 0,
    First = 1,
    Second = 2,
}
