using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KLDiv.Cli.Parsing;

/// <summary>The version, alone in a line, and what the command runs on, which says as much about how fast it is.</summary>
internal sealed class VersionText(TextWriter writer) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        writer.WriteLine(typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        writer.WriteLine($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, {Vectors()}");
        return ExitStatus.Done;
    }

    private static string Vectors() =>
        Vector512.IsHardwareAccelerated ? "vectors of 512 bits"
        : Vector256.IsHardwareAccelerated ? "vectors of 256 bits"
        : Vector128.IsHardwareAccelerated ? "vectors of 128 bits"
        : "no vectors";
}
