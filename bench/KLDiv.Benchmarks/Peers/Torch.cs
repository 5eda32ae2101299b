using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using KLDiv.Benchmarks.Measuring;
using KLDiv.Benchmarks.Works;

namespace KLDiv.Benchmarks.Peers;

/// <summary>PyTorch in a process of its own, told by lines what to do (torch_peer.py), so that its repeats can take turns with ours.</summary>
internal sealed class Torch : IDisposable
{
    /// <summary>Debian's: an interpreter that comes first on the path need not have its packages.</summary>
    public const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private Torch(Process process, string versions)
    {
        _process = process;
        Versions = versions;
    }

    /// <summary>The versions of PyTorch and Python.</summary>
    public string Versions { get; }

    /// <param name="python">The interpreter.</param>
    /// <param name="script">The path of torch_peer.py.</param>
    /// <param name="absence">Why there is none, in words; null where there is one.</param>
    public static Torch? Start(string python, string script, out string? absence)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(python, [script])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            absence = $"{python} is not there";
            return null;
        }

        string[] greeting = (process.StandardOutput.ReadLine() ?? "").Split(' ', 2);
        if (greeting is ["ready", string versions])
        {
            absence = null;
            return new Torch(process, versions);
        }

        process.Dispose();
        absence = $"{python} cannot import torch" + (greeting is ["absent", string reason] ? $" ({reason})" : "");
        return null;
    }

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

    /// <summary>The first number of an expression's value.</summary>
    /// <exception cref="TorchException">PyTorch does not do this, and says why.</exception>
    public double Value(string expression) => Number($"value {expression}");

    /// <summary>By how many bytes the memory of the process rose at most during a call.</summary>
    public long PeakMemory(string expression) => (long)Number($"memory {expression}");

    /// <summary>A call of an expression, to be timed; the clock is read in the other process.</summary>
    public IContender Contender(string expression) => new RemoteContender(this, expression);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double Number(string command) => double.Parse(Ask(command), CultureInfo.InvariantCulture);

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new TorchException($"The process of PyTorch ended at: {command}");
        return answer.StartsWith("error ", StringComparison.Ordinal) ? throw new TorchException(answer["error ".Length..]) : answer;
    }

    private sealed class RemoteContender(Torch torch, string expression) : IContender
    {
        /// <summary>Threads that have nothing to do spin for a while before they sleep: those of one process must not take processors from the other.</summary>
        private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(10);

        public double Time(long calls)
        {
            Thread.Sleep(s_rest);
            double nanoseconds = torch.Number($"time {calls} {expression}");
            Thread.Sleep(s_rest);
            return nanoseconds;
        }
    }
}
