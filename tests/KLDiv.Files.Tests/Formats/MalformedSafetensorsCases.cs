using static KLDiv.TestSupport.SafetensorsBytes;

namespace KLDiv.Files.Tests;

internal static class MalformedSafetensorsCases
{
    private const string Keys = "the keys are dtype, shape and data_offsets";
    private static readonly string A = Entry("a", "F32", "[2,2]", "[0,16]");
    private static readonly string B = Entry("b", "F32", "[2,2]", "[16,32]");

    public static readonly MalformedCase[] All =
    [
        new("empty", [], "ends after 0 bytes, before the length of its header"),
        new("half a length", new byte[7], "ends after 7 bytes, before the length of its header"),
        new("header beyond the file", [.. ZipBytes.I64(3), (byte)'{', (byte)'}'], "says that its header is 3 bytes long, and 2 bytes follow"),
        new("absurd length", [.. ZipBytes.I64(-1), 1], "says that its header is 18446744073709551615 bytes long; the most that is read is 10000000"),
        new("long header", Of(new string(' ', 10_000_001)), "says that its header is 10000001 bytes long; the most that is read is 10000000"),
        new("an array", Of("[]"), "header starts with the byte 5B; a JSON object starts with 7B"),
        new("blank before", Of(" {}"), "header starts with the byte 20; a JSON object starts with 7B"),
        new("not UTF-8", [.. ZipBytes.I64(2), (byte)'{', 0xFF], "header is not UTF-8"),
        new("no header", Of(""), "header is not JSON: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true. LineNumber: 0 | BytePositionInLine: 0."),
        new("not closed", Of("{"), "header is not JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed. LineNumber: 0 | BytePositionInLine: 1."),
        new("more after the object", Of("{}{}"), "header is not JSON: '{' is invalid after a single JSON value. Expected end of data. LineNumber: 0 | BytePositionInLine: 2."),
        new("twice", Zeros($"{{{A},{A}}}", 16), "header has the key 'a' twice"),
        new("half a pair", Zeros("{\"\\ud800\":{}}", 0), "header has a string that is no text of Unicode characters"),
        new("tensor a number", Of("{\"a\":1.5}"), "tensor 'a' has 1.5 where an object must be"),
        new("tensor null", Of("{\"a\":null}"), "tensor 'a' has null where an object must be"),
        new("metadata a string", Of("{\"__metadata__\":\"x\"}"), "__metadata__ has a string where an object must be"),
        new("metadata of numbers", Of("{\"__metadata__\":{\"x\":true}}"), "'x' of __metadata__ has true where a string must be"),
        new("metadata twice", Of("{\"__metadata__\":{\"x\":\"\",\"x\":\"\"}}"), "header has the key 'x' of __metadata__ twice"),
        new("metadata too deep", Of("{\"__metadata__\":{\"x\":{}}}"), "'x' of __metadata__ has an object where a string must be"),
        new("unknown key", Of("{\"a\":{\"order\":\"F\"}}"), $"tensor 'a' has the unknown key 'order'; {Keys}"),
        new("dtype twice", Of("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F64\"}}"), "tensor 'a' has the key 'dtype' twice"),
        new("no dtype", Of("{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}"), $"tensor 'a' lacks the key 'dtype'; {Keys}"),
        new("no shape", Of("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}"), $"tensor 'a' lacks the key 'shape'; {Keys}"),
        new("no offsets", Of("{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}"), $"tensor 'a' lacks the key 'data_offsets'; {Keys}"),
        new("dtype a number", Of("{\"a\":{\"dtype\":4}}"), "the dtype of tensor 'a' has 4 where a string must be"),
        new("long dtype", Of($"{{\"a\":{{\"dtype\":\"{new string('F', 61)}\"}}}}"), "the dtype of tensor 'a' has 61 characters"),
        new("shape a number", Of("{\"a\":{\"shape\":4}}"), "the shape of tensor 'a' has 4 where an array must be"),
        new("negative length", Of(Change("[2,2]", "[2,-2]")), "the shape of tensor 'a' has -2 where whole numbers from 0 to 9223372036854775807 must be"),
        new("fraction", Of(Change("[2,2]", "[2,2.5]")), "the shape of tensor 'a' has 2.5 where whole numbers from 0 to 9223372036854775807 must be"),
        new("nested shape", Of(Change("[2,2]", "[[2],2]")), "the shape of tensor 'a' has an array where whole numbers from 0 to 9223372036854775807 must be"),
        new("65 dimensions", Of(Change("[2,2]", $"[{string.Join(',', Enumerable.Repeat(1, 65))}]")), "the shape of tensor 'a' has more than 64 numbers"),
        new("three offsets", Of(Change("[0,16]", "[0,8,16]")), "the data_offsets of tensor 'a' has more than 2 numbers"),
        new("one offset", Of(Change("[0,16]", "[0]")), "the data_offsets of tensor 'a' are 1 numbers; they must be 2"),
        new("offsets turned", Of(Change("[0,16]", "[16,0]")), "the data_offsets of tensor 'a' are [16, 0]; the first must not be larger"),
        new("offset overflows", Of(Change("[0,16]", "[0,9223372036854775808]")), "the data_offsets of tensor 'a' has 9223372036854775808 where whole numbers from 0 to 9223372036854775807 must be"),
        new("size overflows as it is handed out", Of("""{"a":{"dtype":"BF16","shape":[0,4611686018427387903],"data_offsets":[0,0]}}"""), "tensor 'a': the shape [0, 4611686018427387903] of BF16 has a size in bytes that overflows 64 bits"),
        new("size overflows", Zeros(Change("[2,2]", "[4294967296,4294967296]"), 16), "tensor 'a': the shape [4294967296, 4294967296] of F32 has a size in bytes that overflows 64 bits"),
        new("other size", Zeros(Change("[2,2]", "[2,3]"), 16), "tensor 'a': the shape [2, 3] of F32 needs 24 bytes, and its data_offsets [0, 16] give 16"),
        new("beyond the data", Zeros($"{{{A}}}", 15), "tensor 'a' ends at byte 16 of the data, which are 15 bytes long"),
        new("overlap", Zeros($"{{{A},{B.Replace("[16,32]", "[8,24]", StringComparison.Ordinal)}}}", 24), "tensors 'a' and 'b' overlap: one ends at byte 16 of the data, the other begins at 8"),
        new("hole at the start", Zeros($"{{{B}}}", 32), "bytes 0 to 16 of the data belong to no tensor"),
        new("hole between", Zeros($"{{{A},{B.Replace("[16,32]", "[20,36]", StringComparison.Ordinal)}}}", 36), "bytes 16 to 20 of the data belong to no tensor"),
        new("hole at the end", Zeros($"{{{A}}}", 17), "bytes 16 to 17 of the data belong to no tensor"),
        new("nothing", Of("{}"), "holds no tensor"),
        new("several", Zeros($"{{{B},{A}}}", 32), "holds 2 tensors, 'b', 'a'; name one of them as FILE#NAME"),
        new("another", Zeros($"{{{A}}}", 16), "holds no tensor 'b'; it holds 'a'", Tensor: "b"),
        new("numbers of four bits", Zeros(Change("F32", "F4"), 16), "has elements of type 'F4'; F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I8 to I64, U8 to U64 and BOOL are read"),
        new("a type of the future", Zeros(Change("F32", "F3"), 16), "has elements of type 'F3'; F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I8 to I64, U8 to U64 and BOOL are read"),
    ];

    private static string Change(string from, string to) => $"{{{A.Replace(from, to, StringComparison.Ordinal)}}}";
}
