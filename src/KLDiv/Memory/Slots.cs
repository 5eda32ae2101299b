namespace KLDiv.Memory;

/// <summary>The numbers of what a call reads and writes. What stands in a slot is the affair of who makes the call.</summary>
internal static class Slots
{
    public const int First = 0;
    public const int Second = 1;
    public const int Third = 2;
    public const int FirstResult = 3;
    public const int SecondResult = 4;
    public const int ThirdResult = 5;

    public const int Count = 6;
}
