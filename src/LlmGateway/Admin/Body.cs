using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Metadata;

namespace LlmGateway.Admin;

/// <summary>A request's JSON body, held against its record. An absent body is an empty object.</summary>
/// <param name="Named">The fields that the body names: in a PATCH an absent field stays, and null clears.</param>
internal sealed record Body<T>(T Value, IReadOnlySet<string> Named) : IEndpointParameterMetadataProvider
    where T : class
{
    private const int MostBytes = 256 * 1024;

    public bool Has(string field) => Named.Contains(field);

    /// <summary>Called by the framework for a handler's parameter of this type.</summary>
    public static async ValueTask<Body<T>> BindAsync(HttpContext http)
    {
        var bytes = await ReadAsync(http.Request, http.RequestAborted);
        if (bytes.Length == 0) return Of("{}"u8.ToArray());
        if (!http.Request.HasJsonContentType()) throw Refuse.Invalid("The body must be JSON: send 'Content-Type: application/json'.");
        return Of(bytes);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static Body<T> Of(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes)) throw Refuse.Invalid("The body is not valid UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = AdminJson.Options.MaxDepth });
            StrictJson.Check(document.RootElement, typeof(T));
            return new(document.RootElement.Deserialize<T>(AdminJson.Options)!, document.RootElement.EnumerateObject().Select(property => property.Name).ToHashSet(StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, escaped.
            throw Refuse.Invalid("The body is not valid JSON" + (exception is JsonException { LineNumber: { } line, BytePositionInLine: { } position } ? $" (line {line + 1}, byte {position + 1})." : ", or a field is there twice."));
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellation)) > 0)
        {
            if (buffer.Length + read > MostBytes) throw Refuse.Invalid($"The body is longer than {MostBytes / 1024} KiB.");
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
