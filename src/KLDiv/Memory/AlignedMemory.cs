namespace KLDiv.Memory;

/// <summary>Memory on the stack, which begins anywhere, from where a cache line begins: a vector of one is not read from two.</summary>
internal static unsafe class AlignedMemory
{
    private const nuint Line = 64;

    /// <summary>Where the first line of a room begins that is a line longer than what is needed.</summary>
    public static T* In<T>(T* room)
        where T : unmanaged => (T*)(((nuint)room + Line - 1) / Line * Line);
}
