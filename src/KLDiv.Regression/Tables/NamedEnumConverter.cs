using System.Text.Json;
using System.Text.Json.Serialization;

namespace KLDiv.Regression.Tables;

/// <summary>An enumeration in JSON is one of its names, and no number and no list of them.</summary>
internal sealed class NamedEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Enum.GetNames<T>().Contains(reader.GetString(), StringComparer.Ordinal)
            ? Enum.Parse<T>(reader.GetString()!)
            : throw new JsonException($"a {typeof(T).Name} is none of {string.Join(", ", Enum.GetNames<T>())}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
