namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>The address that a resumable upload goes on at (fact sheet 2c). It works without a key, so it must lead back through the gateway.</summary>
internal static class UploadAddress
{
    private static readonly string[] s_headers = ["x-goog-upload-url", "x-goog-upload-control-url", "Location"];

    /// <summary>The header's new value; null if it stays as it is.</summary>
    public static string? Rewrite(string name, string value, string gatewayBase)
    {
        if (!s_headers.Contains(name, StringComparer.OrdinalIgnoreCase)) return null;
        var path = value.IndexOf("/upload/", StringComparison.Ordinal);
        return path < 0 ? null : gatewayBase + value[path..];
    }
}
