#pragma warning disable
using LlmGateway.Metering.Providers;
namespace LlmGateway.Metering.Providers.Gemini { public static class GeminiProvider { public static Provider Instance { get; } = null!; } }
