using KLDiv.Files.Bytes;

namespace KLDiv.Files.Tests;

/// <summary>A file that is an array.</summary>
internal sealed class MemoryBytes(string path, byte[] bytes) : ByteSource(path)
{
    public override long Length => bytes.Length;

    public override int Read(Span<byte> destination, long offset)
    {
        Assert.InRange(offset, 0, bytes.Length);
        int count = (int)Math.Min(destination.Length, bytes.Length - offset);
        bytes.AsSpan((int)offset, count).CopyTo(destination);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
    }
}
