using System.Text.Json;
using System.Text.Json.Serialization;

namespace KLDiv.Criterion;

/// <summary>What can be written to bytes and read back exactly.</summary>
internal interface IState<TSelf>
    where TSelf : IState<TSelf>
{
    byte[] ToBytes();

    /// <exception cref="FormatException">The bytes are not what <see cref="ToBytes"/> writes.</exception>
    static abstract TSelf FromBytes(ReadOnlySpan<byte> bytes);
}

/// <summary>A state in JSON: a string, its bytes in base 64.</summary>
internal sealed class StateConverter<T> : JsonConverter<T>
    where T : notnull, IState<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out byte[]? bytes))
        {
            throw new JsonException($"The state of a {typeof(T).Name} is a string in base 64.");
        }

        try
        {
            return T.FromBytes(bytes);
        }
        catch (FormatException malformed)
        {
            throw new JsonException(malformed.Message, malformed);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToBytes());
}
