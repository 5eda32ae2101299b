namespace KLDiv.Memory;

/// <summary>The slots for what a call reads and writes. What each holds is up to the caller.</summary>
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
