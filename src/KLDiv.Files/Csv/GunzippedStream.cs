using System.Buffers.Binary;
using System.IO.Compression;

namespace KLDiv.Files.Csv;

/// <summary>What gzip compressed, with an error where its end is missing: .NET takes what is cut off for what is whole.</summary>
internal sealed class GunzippedStream : ForwardStream
{
    private readonly Compressed _compressed;
    private readonly GZipStream _plain;
    private uint _length;

    /// <param name="stream">Owned from now on.</param>
    public GunzippedStream(Stream stream) => _plain = new GZipStream(_compressed = new Compressed(stream), CompressionMode.Decompress);

    /// <exception cref="InvalidDataException">It is damaged, or its end is missing.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = _plain.Read(buffer);
        _length = unchecked(_length + (uint)count);
        return count > 0 || buffer.IsEmpty || _compressed.EndsWith(_length) ? count : throw new InvalidDataException("The end is missing.");
    }

    protected override void Dispose(bool disposing)
    {
        _plain.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The compressed bytes, of which the last are kept: they say how many there were.</summary>
    private sealed class Compressed(Stream stream) : ForwardStream
    {
        private readonly byte[] _last = new byte[sizeof(uint)];
        private long _position;
        private bool _hasParts;

        private static ReadOnlySpan<byte> PartStart => [0x1F, 0x8B, 8];

        /// <summary>Whether the last bytes say this length; those of a file of several parts say that of the last part alone.</summary>
        public bool EndsWith(uint length) => _hasParts || BinaryPrimitives.ReadUInt32LittleEndian(_last) == length;

        public override int Read(Span<byte> buffer)
        {
            int count = stream.Read(buffer);
            Span<byte> read = buffer[..count];
            _hasParts |= read[(_position == 0 ? Math.Min(1, count) : 0)..].IndexOf(PartStart) >= 0;
            _position += count;
            int kept = Math.Min(count, _last.Length);
            _last.AsSpan(kept).CopyTo(_last);
            read[^kept..].CopyTo(_last.AsSpan(_last.Length - kept));
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
