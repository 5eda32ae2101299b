using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>PyTorch, as torch_peer.py calls it.</summary>
internal sealed class Torch : PeerProcess
{
    private Torch(Process process, string versions)
        : base(process, versions)
    {
    }

    /// <param name="python">The interpreter.</param>
    /// <param name="script">The path of torch_peer.py.</param>
    /// <param name="absence">Why there is none, in words; null where there is one.</param>
    public static Torch? Start(string python, string script, out string? absence) =>
        Start(new ProcessStartInfo(python, [script]), "torch", (process, versions) => new Torch(process, versions), out absence);

    /// <summary>Gives it the same operands.</summary>
    public void Load<T>(Operands<T> operands)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Load(operands.Shape, operands.Pitch, operands.FirstColumn, operands.WideInput, operands.WideTarget, operands.WideLogTarget);

    /// <summary>Gives it one row of a student's logits as <c>x</c> and of a teacher's as <c>log_t</c>.</summary>
    public void Load(ReadOnlySpan<float> student, ReadOnlySpan<float> teacher) =>
        Load(new Shape(1, student.Length), student.Length, firstColumn: 0, student, teacher, teacher);

    private void Load<T>(
        Shape shape, int pitch, int firstColumn, ReadOnlySpan<T> wideInput, ReadOnlySpan<T> wideTarget, ReadOnlySpan<T> wideLogTarget)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kldiv-peers-");
        try
        {
            string type = typeof(T) == typeof(float) ? "float32" : typeof(T) == typeof(double) ? "float64" : "float16";
            string input = Write("input", wideInput), target = Write("target", wideTarget), logTarget = Write("log-target", wideLogTarget);
            Ask($"load {type} {shape.Rows} {shape.Columns} {pitch} {firstColumn} {input} {target} {logTarget}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string Write(string name, ReadOnlySpan<T> values)
        {
            string path = Path.Combine(folder.FullName, name);
            using FileStream file = File.Create(path);
            for (ReadOnlySpan<T> rest = values; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, 1 << 20)..])
            {
                file.Write(MemoryMarshal.AsBytes(rest[..Math.Min(rest.Length, 1 << 20)]));
            }

            return path;
        }
    }

    /// <summary>Puts the inputs and log targets that it was given so many times one below the other.</summary>
    /// <returns>The same number.</returns>
    public int RepeatOperands(int times) => (int)Number($"repeat {times}");

    public void UseThreads(int threads) => Ask($"threads {threads}");
}
