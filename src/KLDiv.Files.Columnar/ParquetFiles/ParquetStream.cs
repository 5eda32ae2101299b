using KLDiv.Files.Columnar.Blocks;

namespace KLDiv.Files.Columnar.ParquetFiles;

/// <summary>A file as the library reads it, and behind its end a window: the dictionary of a column and one of its pages, as if they followed each other.</summary>
/// <param name="file">The file.</param>
internal sealed class ParquetStream(ByteSource file) : ReadOnlyStream(file)
{
    private byte[] _window = [];
    private int _windowLength;

    /// <summary>Puts a dictionary and a page behind the end of the file, where its length says that it ends.</summary>
    public void Show(ParquetPage? dictionary, ParquetPage page)
    {
        int first = (int)(dictionary?.Length ?? 0);
        _windowLength = checked(first + (int)page.Length);
        if (_window.Length < _windowLength)
        {
            _window = new byte[_windowLength];
        }

        if (dictionary is { } shared)
        {
            File.ReadExactly(_window.AsSpan(0, first), shared.Offset);
        }

        File.ReadExactly(_window.AsSpan(first, (int)page.Length), page.Offset);
    }

    /// <summary>Puts bytes behind the end of the file.</summary>
    public void Show(byte[] window) => (_window, _windowLength) = (window, window.Length);

    public override int Read(Span<byte> buffer)
    {
        long start = Position - Length;
        int count = (int)Math.Min(buffer.Length, start < 0 ? -start : Math.Max(0, _windowLength - start));
        if (start < 0)
        {
            File.ReadExactly(buffer[..count], Position);
        }
        else
        {
            _window.AsSpan((int)Math.Min(start, _windowLength), count).CopyTo(buffer);
        }

        Position += count;
        return count;
    }

    /// <summary>The library would take the end for a byte, and look for the end of a number behind it for ever.</summary>
    public override int ReadByte() => base.ReadByte() is >= 0 and var value ? value : throw File.Malformed("has a page with fewer values than it says");
}
