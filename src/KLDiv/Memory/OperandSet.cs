namespace KLDiv.Memory;

/// <summary>Some of a call's operands.</summary>
[Flags]
internal enum OperandSet : byte
{
    None = 0,
    First = 1,
    Second = 2,
}
