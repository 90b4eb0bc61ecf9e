using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>Routes under each version of the API.</summary>
internal static class GeminiRoutes
{
    public const string Version = "{version=v1|v1beta|v1alpha}";

    /// <summary>From <c>POST models/{model}:generateContent</c>; a template that begins with a slash stands as it is, with <c>{version}</c> in it.</summary>
    public static ImmutableArray<OperationRoute> Of(params ReadOnlySpan<string> routes)
    {
        var parsed = ImmutableArray.CreateBuilder<OperationRoute>(routes.Length);
        foreach (var route in routes)
        {
            var parts = route.Split(' ', 2);
            var template = parts[1].StartsWith('/') ? parts[1].Replace("{version}", Version, StringComparison.Ordinal) : $"/{Version}/{parts[1]}";
            parsed.Add(OperationRoute.Parse($"{parts[0]} {template}"));
        }

        return parsed.MoveToImmutable();
    }

    /// <summary>A path under the version that a request used.</summary>
    public static string Path(CallRequest request, string path) => $"/{request.RouteValues["version"]}/{path}";
}
