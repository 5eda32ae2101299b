using System.Runtime.InteropServices;

namespace KLDiv.Benchmarks.Works;

/// <summary>Rows, each a distribution over the columns.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Shape(int Rows, int Columns)
{
    /// <summary>Operands that no cache holds, such as a batch of next-token distributions.</summary>
    public static Shape OutOfCache => new(1024, 32_000);

    /// <summary>A batch that a large cache holds.</summary>
    public static Shape Large => new(64, 32_000);

    public static Shape InCache => new(1024, 32);

    /// <summary>So little that what is around the arithmetic counts.</summary>
    public static Shape OneBatch => new(8, 10);

    /// <summary>As little as is shared by threads.</summary>
    public static Shape Shared => new(256, 1_000);

    public long Elements => (long)Rows * Columns;

    public override string ToString() => $"{Rows} x {Columns}";
}
