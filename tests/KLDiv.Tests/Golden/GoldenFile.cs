using System.Text.Json;
using System.Text.Json.Serialization;

namespace KLDiv.Tests.Golden;

/// <summary>Reads the files of expected values that are embedded in this assembly.</summary>
public static class GoldenFile
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static TCase[] Read<TCase>(string name)
    {
        using Stream stream = typeof(GoldenFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        return JsonSerializer.Deserialize<CaseFile<TCase>>(stream, s_options)!.Cases;
    }

    private sealed record CaseFile<TCase>(TCase[] Cases, string? Source = null);
}
