using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KLDiv.Simd;

/// <summary>Between rows in memory and rows side by side, each in a lane: the element of class c and lane l stands at c * lanes + l.</summary>
internal static unsafe class Transposition
{
    /// <summary>The most rows and classes that are turned at a time.</summary>
    public const int Side = 4;

    /// <summary>The elements of 128 bits: a square of so many rows and classes is turned at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SideOf<T>()
        where T : unmanaged => sizeof(Vector128<byte>) / sizeof(T);

    private static bool IsFast => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Puts rows side by side. Lanes beyond the last row repeat the first one, so that no lane holds anything odd.</summary>
    /// <param name="source">The first row; its elements follow one another.</param>
    /// <param name="pitch">Elements from row to row.</param>
    /// <param name="rows">How many rows there are, at most as many as lanes.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="lanes">How many lanes there are.</param>
    /// <param name="tile">Where the lanes go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLanes<T>(T* source, nint pitch, int rows, int classes, int lanes, T* tile)
        where T : unmanaged
    {
        int side = SideOf<T>(), lane = 0;

        // Of rows shorter than a square, the rows that follow are read too, and end up beyond the tile's end.
        nint readable = classes >= side ? nint.MaxValue : ((rows - 1) * pitch) + classes - side;
        for (; IsFast && lane <= lanes - side && (classes >= side || (pitch >= 0 && lane + side <= rows && (lane + side - 1) * pitch <= readable)); lane += side)
        {
            T* first = source + (lane < rows ? lane * pitch : 0), second = source + (lane + 1 < rows ? (lane + 1) * pitch : 0);
            T* third = source + (lane + 2 < rows ? (lane + 2) * pitch : 0), fourth = source + (lane + 3 < rows ? (lane + 3) * pitch : 0);
            int c = 0;
            do
            {
                // The last square ends where the row does, over what the one before it has written.
                int at = Math.Max(0, Math.Min(c, classes - side));
                Turn(first + at, second + at, third + at, fourth + at, tile + (at * lanes) + lane, lanes);
                c += side;
            }
            while (c < classes);
        }

        for (; lane < lanes; lane++)
        {
            T* row = source + (lane < rows ? lane * pitch : 0);
            for (int c = 0; c < classes; c++)
            {
                tile[(c * lanes) + lane] = row[c];
            }
        }
    }

    /// <summary>Puts lanes back as rows.</summary>
    /// <param name="tile">The lanes.</param>
    /// <param name="lanes">How many lanes there are.</param>
    /// <param name="rows">How many of them are rows.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="destination">The first row.</param>
    /// <param name="pitch">Elements from row to row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRows<T>(T* tile, int lanes, int rows, int classes, T* destination, nint pitch)
        where T : unmanaged
    {
        int side = SideOf<T>(), lane = 0;

        // Rows shorter than a square are written with some elements more, over which those of the next row go.
        int most = classes >= side ? rows : pitch == classes ? rows - side : 0;
        for (; IsFast && lane <= most - side; lane += side)
        {
            T* row = destination + (lane * pitch);
            int c = 0;
            do
            {
                int at = Math.Max(0, Math.Min(c, classes - side));
                T* square = tile + (at * lanes) + lane;
                Turn(square, square + lanes, square + (2 * lanes), square + (3 * lanes), row + at, pitch);
                c += side;
            }
            while (c < classes);
        }

        for (; lane < rows; lane++)
        {
            for (int c = 0; c < classes; c++)
            {
                destination[(lane * pitch) + c] = tile[(c * lanes) + lane];
            }
        }
    }

    /// <summary>Turns a square of as many rows as 128 bits hold elements: four of float, of which doubles are the first two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<T>(T* first, T* second, T* third, T* fourth, T* destination, nint pitch)
        where T : unmanaged
    {
        Vector128<T> a = Vector128.Load(first), b = Vector128.Load(second);
        if (typeof(T) == typeof(double))
        {
            Low(a.AsDouble(), b.AsDouble()).As<double, T>().Store(destination);
            High(a.AsDouble(), b.AsDouble()).As<double, T>().Store(destination + pitch);
            return;
        }

        Vector128<T> c = Vector128.Load(third), d = Vector128.Load(fourth);
        Vector128<double> lowAB = Low(a.AsSingle(), b.AsSingle()).AsDouble(), lowCD = Low(c.AsSingle(), d.AsSingle()).AsDouble();
        Vector128<double> highAB = High(a.AsSingle(), b.AsSingle()).AsDouble(), highCD = High(c.AsSingle(), d.AsSingle()).AsDouble();
        Low(lowAB, lowCD).As<double, T>().Store(destination);
        High(lowAB, lowCD).As<double, T>().Store(destination + pitch);
        Low(highAB, highCD).As<double, T>().Store(destination + (2 * pitch));
        High(highAB, highCD).As<double, T>().Store(destination + (3 * pitch));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
