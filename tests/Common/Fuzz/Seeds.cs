using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using KLDiv.Files;
using KLDiv.Files.Npy;
using KLDiv.Files.Torch;

namespace KLDiv.TestSupport;

/// <summary>Valid files of each format, and the pieces that its texts and headers are made of.</summary>
internal static class Seeds
{
    public static readonly string[] Formats = ["npy", "npz", "torch", "safetensors", "csv", "csv.gz", "raw", "json", "llama-logits"];

    /// <summary>What files of raw numbers may be asked for as.</summary>
    public static readonly string[] RawNames =
        ["raw:f4:2x3", "raw:bf16:3x4", "raw:u1:24", "raw:f8:3", "raw:b1:4x6", "raw:e5m2:2x3x4", "raw:i2:0x9223372036854775807", "raw:f4:99999999999x9", "raw:f4", "raw:f4:2x3:", "raw:f4:2x-3"];

    private static readonly byte[] Singles = MemoryMarshal.AsBytes<float>([1, -2, 3.5f, -0f, float.NaN, float.PositiveInfinity]).ToArray();

    public static IEnumerable<byte[]> Of(string format) => format switch
    {
        "npy" => Npy(),
        "npz" => Npz(),
        "torch" => Torch(),
        "safetensors" => Safetensors(),
        "csv" => Csv(),
        "csv.gz" => Csv().Select(Gzip),
        "raw" => [Singles, Singles[..12]],
        "json" => Indices(),
        "jsonl" => Answers().Select(Encoding.UTF8.GetBytes),
        "llama-logits" => Llama(),
        _ => Names(),
    };

    public static byte[][] Fragments(string format) =>
    [
        .. (format switch
        {
            "npy" =>
            [
                "'descr'", "'fortran_order'", "'shape'", "'<f4'", "'>f8'", "'f2'", "'|O'", "True", "False", "None", "(", ")", "(3,)", "()", "[", "]", "{", "}",
                ",", ":", "'", "\"", "\\", "-1", "0", "9223372036854775807", "99999999999999999999999", "3L", "1e3", " ", "\n", "\0", "\u00ff", "#", "'''",
            ],
            "npz" => ["PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", ".npy", "a.npy", "\0", "\0\0\0\0", "\u0001\0\u0010\0", "(3,)", "True"],
            "torch" =>
            [
                "PK\u0001\u0002", "PK\u0005\u0006", "run/data.pkl", "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch\nFloatStorage\n", "ctorch.storage\nUntypedStorage\n",
                "ccollections\nOrderedDict\n", "cos\nsystem\n", "(", "t", "]", "}", ")", "e", "u", "a", "s", "q\0", "h\0", "\u0085", "\u0086", "\u0087", "\u0094", "\u0093",
                "K\u0001", "M\0\0", "J\u00ff\u00ff\u00ff\u00ff", "\u008a\u0001\u0080", "G\0\0\0\0\0\0\0\0", "X\u0001\0\0\0a", "\u008c\u0001a", "Q", "R", "b", "0", "N", ".",
            ],
            "safetensors" =>
            [
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"", "\"BF16\"", "\"I8\"", "null", "true",
                "-1", "1e3", "0", "9223372036854775807", "18446744073709551616", "[0,24]", "[2,3]", "\"\\ud800\"", "\"\\u0000\"", " ", "\n", "\0", "\u00ff", "[[", "{\"a\":",
            ],
            "csv.gz" => ["\u001f\u008b\u0008", "\0\0\0\0", "\u0001\0\u0000\u00ff\u00ff", "\u0003\0", "\u00ff"],
            "raw" => ["\0\0\0\0", "\0\0\u0080\u007f", "\u00ff\u00ff"],
            "json" => ["{", "}", "[", "]", ",", ":", "\"", "\"weight_map\"", "\"f.1.safetensors\"", "\"../f.1.safetensors\"", "\"f.3.safetensors\"", "\"a\"", "null", "\\u0000", "\u00ff"],
            "jsonl" =>
            [
                "{", "}", "[", "]", ",", ":", "\"", "\n", "\"logprob\"", "\"token\"", "\"id\"", "\"choices\"", "\"logprobs\"", "\"content\"", "\"top_logprobs\"", "\"a\"", "\"b\"",
                "-9999.0", "-1e308", "1e999", "0", "7.5", "null", "NaN", "-Infinity", "\\u0000", "\\ud800", "\u00ff", "\0", "[[[[[[[[[[[[[[[[",
            ],
            "csv" => [",", "\n", "\r\n", "\r", "\"", "\"\"", "1", "-1e308", "1e999", "nan", "-inf", "Infinity", ".", "-", "e", " ", "a", "\u00ff\u00fe", "\0", ";", "\t", "#", "0x1", "1_000"],
            "llama-logits" => ["_logits_", "\0\0\0\0", "\u0001\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "\0\0\u0080\u007f", "\0\0\u00c0\u007f", "\0\0\u0080\u00bf"],
            _ => (string[])["\n", "\r\n", "", "\0", "\u001b[31m", "\u00c2\u009b", "\u00e2\u0080\u00ae", "\u00ff", "<b>", "&", "=1", "a"],
        }).Select(Encoding.Latin1.GetBytes),
    ];

    /// <summary>The files that indices name, which lie beside them.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Shards() =>
    [
        ("f.1.safetensors", SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", "F32", "[2,3]", "[0,24]")}}}", Singles)),
        ("f.2.safetensors", SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", "F32", "[1,3]", "[0,12]")},{SafetensorsBytes.Entry("b", "F32", "[3]", "[12,24]")}}}", Singles)),
    ];

    /// <summary>Compresses what it is given.</summary>
    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream stream = new();
        using (GZipStream compressed = new(stream, CompressionLevel.Fastest))
        {
            compressed.Write(bytes);
        }

        return stream.ToArray();
    }

    private static IEnumerable<byte[]> Indices() =>
        ((string[])
        [
            """{"weight_map":{"a":"f.1.safetensors"}}""",
            """{"metadata":{"total_size":36},"weight_map":{"a":["f.1.safetensors","f.2.safetensors"],"b":"f.2.safetensors"}}""",
            """{"weight_map":{"b":"f.2.safetensors"}}""",
        ]).Select(Encoding.Latin1.GetBytes);

    /// <summary>Two requests each, as servers of four kinds answer them.</summary>
    private static string[] Answers() =>
    [
        """
        {"choices":[{"logprobs":{"content":[{"token":"a","logprob":-0.7,"top_logprobs":[{"token":"a","logprob":-0.7},{"token":"b","logprob":-1.4}]},{"token":"c","logprob":-1,"top_logprobs":[]}]}}]}
        {"response":{"body":{"choices":[{"logprobs":{"content":[{"token":"a","logprob":-0.1,"bytes":[97],"top_logprobs":[{"token":"b","logprob":-3,"bytes":[98]}]}]}}]}}}

        """,
        """
        {"choices":[{"text":"a","logprobs":{"tokens":["a"],"token_logprobs":[-0.5],"top_logprobs":[{"a":-0.5,"b":-1.2}],"text_offset":[0]}}]}
        {"prompt_logprobs":[null,{"5":{"logprob":-0.5,"rank":1,"decoded_token":"a"},"9":{"logprob":-1.5,"rank":2,"decoded_token":"b"}}]}

        """,
        """
        {"completion_probabilities":[{"id":5,"token":"a","logprob":-0.5,"top_logprobs":[{"id":5,"token":"a","logprob":-0.5},{"id":9,"token":"b","logprob":-9999.0}]}]}
        {"completion_probabilities":[{"content":"a","probs":[{"tok_str":"a","prob":0.6},{"tok_str":"b","prob":0.3}]}]}

        """,
        """
        {"text":"a","meta_info":{"output_top_logprobs":[[[-0.5,5,"a"],[-1.5,9,"b"]]]}}
        {"text":"","meta_info":{"output_top_logprobs":[]}}

        """,
    ];

    private static IEnumerable<byte[]> Names() => [.. ((string[])["a\nb\nc\n", "yes\nno"]).Select(Encoding.Latin1.GetBytes)];

    private static IEnumerable<byte[]> Npy() =>
    [
        [.. NpyHeader.Format(ElementType.Float32, [2, 3]), .. Singles],
        [.. NpyHeader.Format(ElementType.Float64, []), .. new byte[8]],
        NpyBytes.Of("{\"shape\":(3L,4L),\"descr\":\">f2\",\"fortran_order\":True}", 24),
        NpyBytes.Of(NpyBytes.Text("'|f8'", "(1, 0, 7)", "True"), version: 2),
        NpyBytes.Of(NpyBytes.Text("'=f4'", "(5,)"), 20, version: 3),
        NpyBytes.Of(NpyBytes.Text("'<f4'", "(2, 3, 1)", "True"), Singles),
    ];

    private static IEnumerable<byte[]> Npz()
    {
        byte[] first = Npy().First();
        byte[] swapped = NpyBytes.Of(NpyBytes.Text("'>f4'", "(2, 3)"), Singles);
        byte[] zeros = [.. NpyHeader.Format(ElementType.Float32, [100, 100]), .. new byte[40_000]];
        yield return ZipBytes.Of(new ZipEntry("a.npy", first));
        yield return ZipBytes.Of(ZipEntry.Deflated("a.npy", first));
        yield return ZipBytes.Of("a comment", ZipEntry.Deflated("a.npy", swapped), new ZipEntry("b.npy", first), new ZipEntry("c.txt", [1]));
        yield return ZipBytes.Of(ZipEntry.Deflated("a.npy", zeros));
        yield return ZipBytes.Of(new ZipEntry("a.npy", NpyBytes.Of(NpyBytes.Text("'<f4'", "(2, 3)", "True"), Singles)));
        yield return ZipBytes.Wide("a.npy", first);
        yield return ZipBytes.Of();
    }

    private static IEnumerable<byte[]> Torch() =>
    [
        TorchBytes.Of(TorchBytes.Pickle(TorchBytes.Tensor("FloatStorage", 2, 3)), Singles),
        TorchBytes.Of(
            TorchBytes.Pickle(TorchBytes.Dictionary(("a", TorchBytes.List(TorchBytes.Tensor("BFloat16Storage", 12, 0, [3, 4], [1, 3]))), ("epoch", TorchBytes.Number(3)))),
            Singles),
        TorchBytes.Of(TorchBytes.Pickle(TorchBytes.Tensor("DoubleStorage", 3, 1, [2, 2, 1], [1, 0, 5])), Singles),
        ZipBytes.Of(
            new ZipEntry("x/data.pkl", TorchBytes.Pickle(TorchBytes.Tensor("HalfStorage", 12, 0, [2, 3], [6, 1]))),
            new ZipEntry("x/data/0", Singles),
            new ZipEntry("x/byteorder", [.. "big"u8])),
    ];

    private static IEnumerable<byte[]> Safetensors() =>
    [
        SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", "F32", "[2,3]", "[0,24]")}}}", Singles),
        SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("a", "BF16", "[3,4]", "[0,24]")},\"__metadata__\":{{\"format\":\"pt\"}}}}  ", Singles),
        SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("b", "F16", "[2,2]", "[16,24]")},{SafetensorsBytes.Entry("a", "F64", "[1,2]", "[0,16]")},{SafetensorsBytes.Entry("c", "I8", "[0]", "[24,24]")}}}", Singles),
        SafetensorsBytes.Of("{}"),
    ];

    private static IEnumerable<byte[]> Csv() =>
        ((string[])["1,2,3\n4,5,6\n", "a,b\n0.5,0.5\n-inf,nan\n", "\"1\",\"2\"\r\n3e-5,4\r\n", "1", "x\n", "\u00ef\u00bb\u00bf1,2"]).Select(Encoding.Latin1.GetBytes);

    private static IEnumerable<byte[]> Llama() =>
    [
        LlamaBytes.Valid(),
        [.. LlamaBytes.Header(3, 2, 1), .. LlamaBytes.Tokens(0, 1, 1), .. LlamaBytes.Row(0.0001f, -6.6f, 1, 65_535)],
        [.. LlamaBytes.Header(3, 1, 2), .. LlamaBytes.Tokens(-1, -1, -1, -1, -1, -1), .. LlamaBytes.Row(0, 0, 0), .. LlamaBytes.Row(0, -1, 0)],
        [.. LlamaBytes.Header(1, 9, 1), .. LlamaBytes.Tokens(-1)],
    ];
}
