using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;

namespace LlmGateway.Tests.Golden;

/// <summary>Makes the call that a case describes.</summary>
internal static class GoldenRequest
{
    private const string Boundary = "golden-boundary";

    public static CallRequest Of(GoldenFolder folder, RecognisedCall recognised)
    {
        var json = folder.Request;
        var (body, contentType) = Body(json);
        return new CallRequest
        {
            Method = Method(json),
            Path = Path(json),
            RouteValues = recognised.RouteValues,
            Query = Query(json),
            ContentType = json["content_type"]?.GetValue<string>() ?? contentType,
            Body = body,
            DeclaredType = OperationTypes.TryParse(json["declared_type"]?.GetValue<string>(), out var type) ? type : null,
            Remembered = (json["remembered"] as JsonObject ?? []).ToImmutableDictionary(item => item.Key, item => item.Value!.GetValue<long>()),
            CountExactly = json["count_exactly"]?.GetValue<bool>() == true,
            At = DateTimeOffset.Parse(json["at"]?.GetValue<string>() ?? "2026-11-23T12:00:00Z", CultureInfo.InvariantCulture),
        };
    }

    public static string Method(JsonObject json) => json["method"]?.GetValue<string>() ?? "POST";

    public static string Path(JsonObject json) => json["path"]!.GetValue<string>().Split('?')[0];

    private static ImmutableDictionary<string, string> Query(JsonObject json)
    {
        var parts = json["path"]!.GetValue<string>().Split('?', 2);
        return parts.Length == 1
            ? ImmutableDictionary<string, string>.Empty
            : parts[1].Split('&').Select(item => item.Split('=', 2)).ToImmutableDictionary(item => item[0], item => Uri.UnescapeDataString(item[^1]));
    }

    private static (byte[] Body, string? ContentType) Body(JsonObject json)
    {
        if (json["body"] is { } value) return (Encoding.UTF8.GetBytes(value.ToJsonString(GoldenText.Compact)), "application/json");
        if (json["body_text"] is { } text) return (Encoding.UTF8.GetBytes(text.GetValue<string>()), "application/json");
        return json["form"] is JsonArray form ? (Form(form), $"multipart/form-data; boundary={Boundary}") : ([], null);
    }

    private static byte[] Form(JsonArray parts)
    {
        using var body = new MemoryStream();
        foreach (var part in parts)
        {
            var file = part!["file"]?.GetValue<string>();
            Write(body, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{part["name"]}\"");
            if (file is not null) Write(body, $"; filename=\"{file}\"\r\nContent-Type: {part["content_type"]?.GetValue<string>() ?? "application/octet-stream"}");
            Write(body, "\r\n\r\n");
            body.Write(Content(part));
            Write(body, "\r\n");
        }

        Write(body, $"--{Boundary}--\r\n");
        return body.ToArray();
    }

    private static byte[] Content(JsonNode part)
    {
        if (part["base64"] is { } base64) return Convert.FromBase64String(base64.GetValue<string>());
        return part["zeros"] is { } zeros ? new byte[zeros.GetValue<int>()] : Encoding.UTF8.GetBytes((part["value"] ?? part["text"])!.GetValue<string>());
    }

    private static void Write(MemoryStream body, string text) => body.Write(Encoding.UTF8.GetBytes(text));
}
