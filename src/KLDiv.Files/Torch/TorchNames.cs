using System.Globalization;

namespace KLDiv.Files.Torch;

/// <summary>The names by which the tensors of a file are asked for: the keys and indices on the way to them, with dots between.</summary>
internal static class TorchNames
{
    /// <summary>Collections within collections that are followed. One may hold another twice, and so without end.</summary>
    private const int MostDepth = 64;

    /// <summary>Entries that are looked at.</summary>
    private const int MostEntries = 1 << 20;

    /// <summary>Lists the tensors of what a pickle holds, in its order.</summary>
    /// <param name="root">What it holds.</param>
    /// <param name="malformed">The exception for collections that are too deep or too large.</param>
    public static List<(string Name, TorchTensor Tensor)> List(object? root, Func<string, Exception> malformed)
    {
        List<(string Name, TorchTensor Tensor)> tensors = [];
        int entries = 0;
        Visit("", root, 0);
        return tensors;

        void Visit(string name, object? value, int depth)
        {
            if (depth > MostDepth || ++entries > MostEntries)
            {
                throw malformed($"holds collections more than {MostDepth} deep, or more than {MostEntries} entries");
            }

            if (value is TorchTensor tensor)
            {
                tensors.Add((name, tensor));
            }

            foreach ((string key, object? item) in Items(value))
            {
                Visit(name.Length == 0 ? key : $"{name}.{key}", item, depth + 1);
            }
        }
    }

    private static IEnumerable<(string Key, object? Item)> Items(object? value) => value switch
    {
        PickledDictionary dictionary => dictionary.Items.Where(item => item.Key is string or long)
            .Select(item => (Convert.ToString(item.Key, CultureInfo.InvariantCulture)!, item.Value)),
        List<object?> or object?[] => ((IList<object?>)value).Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item)),
        _ => [],
    };
}
