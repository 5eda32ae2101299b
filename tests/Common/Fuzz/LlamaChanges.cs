namespace KLDiv.TestSupport;

/// <summary>Changes of llama.cpp's logits behind their header: tokens, scales and codes.</summary>
internal static class LlamaChanges
{
    private const int Header = 20;

    /// <summary>Gives a changed file; null where there is nothing behind the header.</summary>
    public static byte[]? Change(byte[] file, Random random)
    {
        if (file.Length < Header + sizeof(int))
        {
            return null;
        }

        byte[] changed = [.. file];
        Span<byte> word = changed.AsSpan(Header + (sizeof(int) * random.Next((file.Length - Header) / sizeof(int))), sizeof(int));
        Extremes.Overwrite(word, random.Pick(["F32", "I32", "U16"]), random);
        return changed;
    }
}
