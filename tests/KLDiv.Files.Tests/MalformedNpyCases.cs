namespace KLDiv.Files.Tests;

/// <summary>A file that breaks one rule of the format, and what is said about it after its name.</summary>
internal sealed record MalformedNpyCase(string Name, byte[] File, string Problem);

internal static class MalformedNpyCases
{
    private const string F4 = "'<f4'";
    private const string Keys = "the keys are descr, fortran_order and shape";
    private const string Types = "f2, f4, f8 (floats), i1 to i8, u1 to u8 (whole numbers) and b1 (bool) are read";

    public static readonly MalformedNpyCase[] All =
    [
        new("empty", [], "the file is empty"),
        new("wrong magic", [.. "PK\u0003\u0004 and so on"u8], "is not a .npy file: it starts with the bytes 504B03042061, not with 934E554D5059"),
        new("short magic", NpyBytes.Magic[..3], "is not a .npy file: it starts with the bytes 934E55, not with 934E554D5059"),
        new("magic alone", NpyBytes.Magic, "ends after 6 bytes, before the length of its header"),
        new("half a length", NpyBytes.WithLength(100, 2)[..11], "ends after 11 bytes, before the length of its header"),
        new("version 4.0", [.. NpyBytes.Magic, 4, 0, 0, 0], "has version 4.0 of the .npy format; 1.0, 2.0 and 3.0 are known"),
        new("version 0.0", [.. NpyBytes.Magic, 0, 0, 0, 0], "has version 0.0 of the .npy format; 1.0, 2.0 and 3.0 are known"),
        new("version 1.1", [.. NpyBytes.Magic, 1, 1, 0, 0], "has version 1.1 of the .npy format; 1.0, 2.0 and 3.0 are known"),
        new("header beyond the file", [.. NpyBytes.WithLength(118, 1), .. "{'descr':"u8], "says that its header is 118 bytes long, and 9 bytes follow"),
        new("absurd length", NpyBytes.WithLength(uint.MaxValue, 2), "says that its header is 4294967295 bytes long; the most that is read is 10000"),
        new("long header", NpyBytes.Of(new string(' ', 10_001), version: 3), "says that its header is 10001 bytes long; the most that is read is 10000"),

        new("no text", NpyBytes.Of(""), "header ends where the dictionary must be"),
        new("a list", NpyBytes.Of("[1, 2]"), "header has [ at character 0 where the dictionary must be"),
        new("empty dictionary", NpyBytes.Of("{}\n"), $"header lacks the key 'descr'; {Keys}"),
        new("no descr", NpyBytes.Of("{'fortran_order': False, 'shape': (3,), }"), $"header lacks the key 'descr'; {Keys}"),
        new("no fortran_order", NpyBytes.Of("{'descr': '<f4', 'shape': (3,), }"), $"header lacks the key 'fortran_order'; {Keys}"),
        new("no shape", NpyBytes.Of("{'descr': '<f4', 'fortran_order': False, }"), $"header lacks the key 'shape'; {Keys}"),
        new("descr twice", NpyBytes.Of("{'descr': '<f4', 'descr': '<f8', }"), "header has the key 'descr' twice"),
        new("fortran_order twice", NpyBytes.Of("{'fortran_order': True, 'fortran_order': True}"), "header has the key 'fortran_order' twice"),
        new("shape twice", NpyBytes.Of("{'shape': (), 'shape': ()}"), "header has the key 'shape' twice"),
        new("unknown key", NpyBytes.Of("{'descr': '<f4', 'order': 'C', }"), $"header has the unknown key 'order'; {Keys}"),
        new("key of the wrong case", NpyBytes.Of("{'Shape': (3,), }"), $"header has the unknown key 'Shape'; {Keys}"),
        new("key without quotes", NpyBytes.Of("{descr: '<f4'}"), "header has d at character 1 where a key must be"),
        new("no colon", NpyBytes.Of("{'descr' '<f4'}"), "header has ' at character 9 where the colon after 'descr' must be"),
        new("no comma", NpyBytes.Of("{'descr': '<f4' 'shape': (3,)}"), "header has ' at character 16 where the comma or the end of the dictionary must be"),
        new("two commas", NpyBytes.Of("{'descr': '<f4',, 'shape': (3,)}"), "header has , at character 16 where a key must be"),
        new("not closed", NpyBytes.Of("{'descr': '<f4'"), "header ends where the comma or the end of the dictionary must be"),
        new("string not closed", NpyBytes.Of("{'descr': '<f4, }"), "header ends where the rest of the type of the elements must be"),
        new("long string", NpyBytes.Of($"{{'{new string('x', 200)}': 1}}"), "header has a string of 200 characters where a key must be"),
        new("garbage after", NpyBytes.Of(NpyBytes.Text(F4, "(3,)") + "  x\n", 12), "header has x at character 60 where its end must be"),
        new("second dictionary", NpyBytes.Of("{'descr': '<f4', 'fortran_order': False, 'shape': ()}{}", 4), "header has { at character 53 where its end must be"),
        new("zeros after", NpyBytes.Of(NpyBytes.Text(F4, "(3,)") + "\0", 12), "header has the byte 00 at character 58; it must be ASCII text"),
        new("not ASCII", NpyBytes.Of("{'d\u00e9scr': '<f4'}"), "header has the byte E9 at character 3; it must be ASCII text"),
        new("not UTF-8", NpyBytes.Of("\u00ff\u00fe{}", version: 3), "header has the byte FF at character 0; it must be ASCII text"),
        new("control character in a string", NpyBytes.Of("{'de\nscr': '<f4'}"), "header has the byte 0A at character 4; it must be ASCII text"),
        new("number for fortran_order", NpyBytes.Of(NpyBytes.Text(F4, "(3,)", "0")), "header has 0 at character 34 where True or False must be"),
        new("true of JSON", NpyBytes.Of(NpyBytes.Text(F4, "(3,)", "true")), "header has t at character 34 where True or False must be"),
        new("number for descr", NpyBytes.Of("{'descr': 4}"), "header has 4 at character 10 where the type of the elements must be"),

        new("int32", NpyBytes.Of(NpyBytes.Text("'<i4'", "(3,)"), 12), "holds int32; float16, float32 and float64 can be mapped into memory"),
        new("complex64", NpyBytes.Of(NpyBytes.Text("'<c8'", "(3,)"), 24), $"has elements of type '<c8'; {Types}"),
        new("bool", NpyBytes.Of(NpyBytes.Text("'|b1'", "(3,)"), 3), "holds bool; float16, float32 and float64 can be mapped into memory"),
        new("long double", NpyBytes.Of(NpyBytes.Text("'<f16'", "(3,)"), 48), $"has elements of type '<f16'; {Types}"),
        new("objects", NpyBytes.Of(NpyBytes.Text("'|O'", "(3,)"), 3), $"has elements of type '|O'; {Types}"),
        new("two bytes without a name", NpyBytes.Of(NpyBytes.Text("'|V2'", "(3,)"), 6), "has elements of type '|V2', of which NumPy says no more than that they take 2 bytes; if they are bfloat16, ask for FILE#bf16, or in an archive for FILE#NAME:bf16"),
        new("a byte without a name", NpyBytes.Of(NpyBytes.Text("'<f1'", "(3,)"), 3), "has elements of type '<f1', of which NumPy says no more than that they take 1 byte; if they are float8, ask for FILE#e4m3 or FILE#e5m2, or in an archive for FILE#NAME:e4m3 or FILE#NAME:e5m2"),
        new("names of types that NumPy does not know", NpyBytes.Of(NpyBytes.Text("'bf16'", "(3,)"), 6), $"has elements of type 'bf16'; {Types}"),
        new("order alone", NpyBytes.Of(NpyBytes.Text("'<'", "(3,)"), 3), $"has elements of type '<'; {Types}"),
        new("no type", NpyBytes.Of(NpyBytes.Text("''", "(3,)"), 3), $"has elements of type ''; {Types}"),
        new("two orders", NpyBytes.Of(NpyBytes.Text("'=<f4'", "(3,)"), 12), $"has elements of type '=<f4'; {Types}"),
        new("structured", NpyBytes.Of(NpyBytes.Text("[('x', '<f4'), ('y', '<f8')]", "(3,)"), 36), "header describes elements with fields or of several values; " + Types),
        new("subarray", NpyBytes.Of(NpyBytes.Text("('<f4', (2,))", "(3,)"), 24), "header describes elements with fields or of several values; " + Types),

        new("shape a list", NpyBytes.Of(NpyBytes.Text(F4, "[3, 4]")), "header has [ at character 50 where the tuple of the shape must be"),
        new("shape a number", NpyBytes.Of(NpyBytes.Text(F4, "3")), "header has 3 at character 50 where the tuple of the shape must be"),
        new("shape a number in brackets", NpyBytes.Of(NpyBytes.Text(F4, "(3)"), 12), "header has the shape (3), a number; a tuple of one is (3,)"),
        new("shape not closed", NpyBytes.Of("{'shape': (3, 4"), "header ends where the comma or the end of the shape must be"),
        new("comma alone", NpyBytes.Of(NpyBytes.Text(F4, "(,)")), "header has , at character 51 where a length of the shape must be"),
        new("None", NpyBytes.Of(NpyBytes.Text(F4, "(None,)")), "header has N at character 51 where a length of the shape must be"),
        new("fraction", NpyBytes.Of(NpyBytes.Text(F4, "(3.5,)")), "header has . at character 52 where the comma or the end of the shape must be"),
        new("hexadecimal", NpyBytes.Of(NpyBytes.Text(F4, "(0x10,)")), "header has x at character 52 where the comma or the end of the shape must be"),
        new("L in version 3", NpyBytes.Of(NpyBytes.Text(F4, "(3L,)"), 12, version: 3), "header has L at character 52 where the comma or the end of the shape must be"),
        new("negative length", NpyBytes.Of(NpyBytes.Text(F4, "(2, -1)")), "header has the negative length -1 in its shape"),
        new("length overflows", NpyBytes.Of(NpyBytes.Text(F4, "(9223372036854775808,)")), "header has the length 9223372036854775808 in its shape, which overflows 64 bits"),
        new("length of 100 digits", NpyBytes.Of(NpyBytes.Text(F4, $"({new string('9', 100)},)")), "header has the length of 100 digits in its shape, which overflows 64 bits"),
        new("65 dimensions", NpyBytes.Of(NpyBytes.Text(F4, $"({string.Join(',', Enumerable.Repeat(1, 65))})"), 4), "header has a shape of more than 64 dimensions"),
        new("count overflows", NpyBytes.Of(NpyBytes.Text(F4, "(4294967296, 4294967296)")), "has the shape [4294967296, 4294967296], whose size in bytes as float32 overflows 64 bits"),
        new("bytes overflow", NpyBytes.Of(NpyBytes.Text(F4, "(2305843009213693952,)")), "has the shape [2305843009213693952], whose size in bytes as float32 overflows 64 bits"),
        new("count overflows but for a 0", NpyBytes.Of(NpyBytes.Text(F4, "(0, 4294967296, 4294967296)")), "has the shape [0, 4294967296, 4294967296], whose size in bytes as float32 overflows 64 bits"),

        new("a byte short", NpyBytes.Of(NpyBytes.Text(F4, "(3, 4)"), 47), "is shorter than its header says: shape [3, 4] of float32 needs 48 bytes after the header, and there are 47"),
        new("no data", NpyBytes.Of(NpyBytes.Text("'>f8'", "(1000000000000,)")), "is shorter than its header says: shape [1000000000000] of float64 needs 8000000000000 bytes after the header, and there are 0"),
        new("a byte long", NpyBytes.Of(NpyBytes.Text(F4, "(3, 4)"), 49), "is longer than its header says: shape [3, 4] of float32 needs 48 bytes after the header, and there are 49"),
        new("data for nothing", NpyBytes.Of(NpyBytes.Text("'<f2'", "(0, 3)"), 2), "is longer than its header says: shape [0, 3] of float16 needs 0 bytes after the header, and there are 2"),
        new("scalar without data", NpyBytes.Of(NpyBytes.Text("'<f8'", "()")), "is shorter than its header says: shape [] of float64 needs 8 bytes after the header, and there are 0"),
    ];

    public static MalformedNpyCase Find(string name) => Array.Find(All, c => string.Equals(c.Name, name, StringComparison.Ordinal))!;

    public static TheoryData<string> Names() => [.. All.Select(c => c.Name)];
}
