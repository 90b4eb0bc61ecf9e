using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmGateway.Metering.Providers;

/// <summary>JSON of error bodies, with quotes and dollar signs as people read them. Not for HTML.</summary>
internal static class Readable
{
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
