namespace KLDiv.Files.Tests;

internal static class MalformedLlamaCases
{
    private static readonly byte[] Valid = LlamaBytes.Valid();

    public static readonly MalformedCase[] All =
    [
        new("cut off in the header", Valid[..19], "ends after 19 bytes, before the end of its header"),
        new("no tokens", LlamaBytes.Header(0, 3, 2), "has 2 chunks of 0 tokens out of 3; there must be at least 0 of 1 out of 1"),
        new("no classes", LlamaBytes.Header(5, 0, 2), "has 2 chunks of 5 tokens out of 0; there must be at least 0 of 1 out of 1"),
        new("negative chunks", LlamaBytes.Header(5, 3, -1), "has -1 chunks of 5 tokens out of 3; there must be at least 0 of 1 out of 1"),
        new("a byte short", Valid[..^1], "is shorter than its header says: 2 chunks of 5 tokens out of 3 need 124 bytes, and there are 123"),
        new("a byte long", [.. Valid, 0], "is longer than its header says: 2 chunks of 5 tokens out of 3 need 124 bytes, and there are 125"),
        new(
            "sizes that overflow 64 bits",
            LlamaBytes.Header(int.MaxValue, int.MaxValue, int.MaxValue),
            "is shorter than its header says: 2147483647 chunks of 2147483647 tokens out of 2147483647 need 9903520337341472252675227680 bytes, and there are 20"),
        Row("scale below 0", -1, -1, "row 3 has the scale -1 and the least log-probability -1; both must be finite, and the scale not below 0"),
        Row("scale NaN", float.NaN, -1, "row 3 has the scale NaN and the least log-probability -1; both must be finite, and the scale not below 0"),
        Row("scale infinite", float.PositiveInfinity, -1, "row 3 has the scale Infinity and the least log-probability -1; both must be finite, and the scale not below 0"),
        Row("least infinite", 0, float.NegativeInfinity, "row 3 has the scale 0 and the least log-probability -Infinity; both must be finite, and the scale not below 0"),
        Row("above certainty", 1, -1, "row 3 has the scale 1 and the least log-probability -1, so that its largest is above 0"),
        Row("codes without a scale", 0, -1, "row 3 has the scale 0 and another code than 0 for class 0"),
    ];

    /// <summary>A file whose last row starts otherwise.</summary>
    private static MalformedCase Row(string name, float scale, float least, string problem) =>
        new(name, [.. Valid[..^16], .. BitConverter.GetBytes(scale), .. BitConverter.GetBytes(least), .. Valid[^8..]], problem, Row: 3);
}
