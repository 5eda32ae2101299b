using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace KLDiv.Simd;

/// <summary>
/// Asks for memory before it is read. The hardware does so by itself, but stops at the end of each page, and while arithmetic keeps
/// the loads behind it waiting. There need not be memory at the address.
/// </summary>
internal static unsafe class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
