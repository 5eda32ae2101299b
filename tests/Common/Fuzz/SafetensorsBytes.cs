using System.Text;

namespace KLDiv.TestSupport;

/// <summary>.safetensors files built byte by byte.</summary>
internal static class SafetensorsBytes
{
    /// <summary>A file with this text as its header, exactly, followed by data.</summary>
    public static byte[] Of(string header, params byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        return [.. ZipBytes.I64(text.Length), .. text, .. data];
    }

    public static byte[] Zeros(string header, int count) => Of(header, new byte[count]);

    /// <summary>The entry of one tensor.</summary>
    public static string Entry(string name, string dtype, string shape, string offsets) =>
        $$"""
        "{{name}}":{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":{{offsets}}}
        """;
}
