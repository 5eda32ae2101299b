using KLDiv.Files.Npy;

namespace KLDiv.Files.Tests;

internal static class MalformedNpzCases
{
    private static readonly byte[] Npy = [.. NpyHeader.Format(ElementType.Float32, [2, 2]), .. new byte[16]];
    private static readonly byte[] Fortran = NpyBytes.Of(NpyBytes.Text("'<f4'", "(2, 2)", "True"), 16);
    private static readonly byte[] Valid = ZipBytes.Of(new ZipEntry("a.npy", Npy));
    private static readonly ZipEntry Packed = ZipEntry.Deflated("a.npy", Npy);
    private static readonly byte[] AllOnes = [0xFF, 0xFF, 0xFF, 0xFF];

    public static readonly MalformedCase[] All =
    [
        new("cut off", Valid[..^1], $"has no end of a zip directory in its last {Valid.Length - 1} bytes"),
        new("no archive", [.. "these are no numbers"u8], "has no end of a zip directory in its last 20 bytes"),
        new("empty", [], "has no end of a zip directory in its last 0 bytes"),
        new("several parts", [.. "PK\u0003\u0004"u8, .. ZipBytes.End(0, 0, 4, disk: 1)], "is part 1 of an archive in several parts, which are not read"),
        new("directory beyond the end", [.. "PK\u0003\u0004"u8, .. ZipBytes.End(1, 46, 4)], "says that its directory is 46 bytes long from byte 4 on; it must end where its end is told, at byte 4"),
        new("bytes before the archive", [.. "PK\u0003\u0004"u8, .. Valid], $"says that its directory is 51 bytes long from byte {Valid.Length - 73} on; it must end where its end is told, at byte {Valid.Length - 18}"),
        new("long directory", [.. new byte[1_048_577], .. ZipBytes.End(1, 1_048_577, 0)], "says that its directory is 1048577 bytes long; the most that is read is 1048576"),
        new("no end of 64 bits", [.. "PK\u0003\u0004"u8, .. ZipBytes.End(65_535, 0, 4)], "has no end of 64 bits, though its end says so"),
        new("no member", [.. "PK\u0003\u0004"u8, .. ZipBytes.End(1, 0, 4)], "has no member 0 of 1 at byte 0 of its directory"),
        new("a member that is none", [.. new byte[46], .. ZipBytes.End(1, 46, 0)], "has no member 0 of 1 at byte 0 of its directory"),
        new("bytes after the members", [.. new byte[3], .. ZipBytes.End(0, 3, 0)], "has 3 bytes after the 0 members of its directory"),
        new("twice", ZipBytes.Of(new ZipEntry("a.npy", Npy), new ZipEntry("a.npy", Npy)), "has the member 'a.npy' twice"),
        new("no sizes of 64 bits", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Length = uint.MaxValue }), "member 'a.npy' lacks its sizes of 64 bits, or they are negative"),
        new("negative size", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Length = uint.MaxValue, Extra = [.. ZipBytes.U16(1), .. ZipBytes.U16(8), .. ZipBytes.I64(-1)] }), "member 'a.npy' lacks its sizes of 64 bits, or they are negative"),
        new("nothing", ZipBytes.Of(), "holds no tensor"),
        new("no arrays", ZipBytes.Of(new ZipEntry("readme.txt", [1, 2])), "holds no tensor"),
        new("several", ZipBytes.Of(new ZipEntry("a.npy", Npy), new ZipEntry("b.npy", Npy)), "holds 2 tensors, 'a', 'b'; name one of them as FILE#NAME"),
        new("another", ZipBytes.Of(new ZipEntry("a.npy", Npy), new ZipEntry("b.npy", Npy)), "holds no tensor 'c'; it holds 'a', 'b'", Tensor: "c"),
        new("encrypted", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Flags = 1 }), "is encrypted"),
        new("bzip2", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Method = 12 }), "is compressed by the method 12; 0 (stored) and 8 (deflated) are read"),
        new("stored and shorter", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Length = 100 }), "is stored as it is, and its lengths differ: 144 bytes in the archive, 100 outside it"),
        new("header beyond the directory", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Offset = 1_000 }), "has its header at byte 1000 of the archive, whose directory starts at 179"),
        new("no header", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Offset = 35 }), "has no header at byte 35 of the archive: 934E554D is there, and not 504B0304"),
        new("bytes beyond the directory", ZipBytes.Of(new ZipEntry("a.npy", Npy) { CompressedLength = 145, Length = 145 }), "has 145 bytes from byte 35 of the archive on, whose directory starts at 179"),
        new("not deflated", ZipBytes.Of(Packed with { Raw = AllOnes }), "is no deflated data after 0 bytes of it"),
        new("deflated and cut off", ZipBytes.Of(Packed with { Raw = Packed.Raw![..^9] }), "inflates to 67 bytes; the archive says 144"),
        new("deflated and shorter", ZipBytes.Of(Packed with { Length = 145 }), "inflates to 144 bytes; the archive says 145"),
        new("deflated and longer", ZipBytes.Of(Packed with { Length = 140 }), "inflates to more bytes than the 140 that the archive says"),
        new("stored and with another checksum", ZipBytes.Of(new ZipEntry("a.npy", Npy) { Crc = 0x12345678 }), $"has the CRC-32 {System.IO.Hashing.Crc32.HashToUInt32(Npy):X8}; the archive says 12345678"),
        new("another checksum", ZipBytes.Of(Packed with { Crc = 0x12345678 }), $"has the CRC-32 {System.IO.Hashing.Crc32.HashToUInt32(Npy):X8}; the archive says 12345678"),
        new("deflated in Fortran order", ZipBytes.Of(ZipEntry.Deflated("a.npy", Fortran)), "is deflated and in Fortran order, so that no row is whole before the last byte; store it in C order, or without compression"),
    ];
}
