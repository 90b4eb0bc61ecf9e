using LlmGateway.Metering.Providers;

namespace LlmGateway.Pipeline;

/// <summary>A provider's prefix as the client sees it, without a slash at the end; only ever told back to the same client.</summary>
internal static class GatewayAddress
{
    public static string Of(HttpRequest request, Provider provider) => $"{request.Scheme}://{request.Host}{request.PathBase}/{provider.Name}";
}
