using System.Text.Json.Nodes;

namespace KLDiv.TestSupport;

/// <summary>Changes of JSON that leave it JSON: values of other kinds, absurd numbers, members and elements that go or come again.</summary>
internal static class JsonChanges
{
    private static readonly string[] s_values =
        ["null", "true", "false", "\"\"", "\"a\"", "\"NaN\"", "\"\\u0000\"", "\"\\u009b\\u202e\"", "[]", "{}", "[null]", "77", "-1", "1e-310", "1e308", "-1e308", "0.1", "1e400"];

    /// <summary>Changes one place.</summary>
    public static void Change(JsonNode root, Random random)
    {
        List<JsonNode> containers = [.. Within(root).Where(node => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })];
        if (containers.Count == 0)
        {
            return;
        }

        switch (random.Pick(containers))
        {
            case JsonObject members:
                string name = random.Pick([.. members.Select(member => member.Key)]);
                Change(members[name], value => members[name] = value, () => members.Remove(name), value => members[$"{name}2"] = value, random);
                break;
            case JsonArray elements:
                int at = random.Next(elements.Count);
                Change(elements[at], value => elements[at] = value, () => elements.RemoveAt(at), value => elements.Insert(at, value), random);
                break;
            default:
                break;
        }
    }

    private static void Change(JsonNode? old, Action<JsonNode?> replace, Action remove, Action<JsonNode?> add, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                remove();
                break;
            case 1:
                add(old?.DeepClone());
                break;
            case 2:
                replace(WholeNumber(random));
                break;
            default:
                replace(JsonNode.Parse(random.Pick(s_values)));
                break;
        }
    }

    private static JsonValue WholeNumber(Random random) => JsonValue.Create(Extremes.WholeNumber(random));

    private static IEnumerable<JsonNode> Within(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray elements => elements,
            _ => [],
        };
        foreach (JsonNode inner in children.OfType<JsonNode>().SelectMany(Within))
        {
            yield return inner;
        }
    }
}
