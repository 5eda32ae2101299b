using System.Collections;
using System.Globalization;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>On what something was measured.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>The processor's name, with its numbers where a hypervisor hides which model it is.</summary>
    public static string Processor { get; } = ProcessorName(File.Exists(CpuInfo) ? File.ReadAllLines(CpuInfo) : []);

    public static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;

    /// <summary>The numbers of threads worth measuring: 1, 2 and all.</summary>
    public static IReadOnlyList<int> ThreadCounts { get; } =
        [.. new[] { 1, 2, Environment.ProcessorCount }.Where(count => count <= Environment.ProcessorCount).Distinct()];

    /// <summary>The environment's switches of the runtime, such as DOTNET_EnableAVX512=0.</summary>
    public static IReadOnlyList<string> Switches { get; } =
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("DOTNET_Enable", StringComparison.Ordinal)
                || ((string)variable.Key).StartsWith("DOTNET_Tiered", StringComparison.Ordinal))
            .Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal)];

    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public static string TensorsVersion { get; } = Version(typeof(TensorPrimitives).Assembly);

    /// <summary>A file's name for this processor and these switches.</summary>
    public static string FileName { get; } = FileNameFor([Processor, .. Switches]);

    /// <param name="cpuInfo">The lines of /proc/cpuinfo.</param>
    public static string ProcessorName(IReadOnlyList<string> cpuInfo)
    {
        string? name = Field(cpuInfo, "model name");
        if (name is null)
        {
            return $"unknown processor ({RuntimeInformation.ProcessArchitecture})";
        }

        bool tellsTheModel = name.Split('@')[0].Any(char.IsDigit);
        return tellsTheModel ? name : $"{name}, family {Field(cpuInfo, "cpu family")} model {Field(cpuInfo, "model")}";
    }

    /// <summary>The parts in letters, digits and single hyphens.</summary>
    public static string FileNameFor(IReadOnlyList<string> parts)
    {
        string text = string.Join(' ', parts).Replace("(R)", "", StringComparison.Ordinal).Replace("(TM)", "", StringComparison.Ordinal);
        StringBuilder name = new();
        foreach (char character in text)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '.' or '_')
            {
                name.Append(character);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        return name.ToString().Trim('-', '.');
    }

    /// <summary>How busy the machine was in the last minute, in processors; null where the system does not tell.</summary>
    public static double? Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : null;

    /// <summary>The memory in bytes that nobody uses.</summary>
    public static long FreeMemory()
    {
        GC.Collect();
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }

    private static string? Field(IReadOnlyList<string> lines, string name) =>
        lines.Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(parts => parts.Length == 2 && string.Equals(parts[0], name, StringComparison.Ordinal))?[1];

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
