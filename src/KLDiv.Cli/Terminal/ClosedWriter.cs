using System.Text;

namespace KLDiv.Cli.Terminal;

/// <summary>The standard output of a process that was started without one: whatever is printed is an error.</summary>
internal sealed class ClosedWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("it is closed");
}
