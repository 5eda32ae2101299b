using System.Text;

namespace KLDiv.Cli.Terminal;

/// <summary>A standard stream. Where it is a file that meets a limit on its size, that is a refusal like any other; .NET calls it an argument that is out of range.</summary>
/// <param name="stream">The stream as .NET has it.</param>
internal sealed class StandardWriter(TextWriter stream) : TextWriter
{
    public override Encoding Encoding => stream.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}{NewLine}");

    public override void Write(ReadOnlySpan<char> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (ArgumentOutOfRangeException tooLarge)
        {
            throw new IOException("File too large", tooLarge);
        }
    }

    public override void Flush() => stream.Flush();
}
