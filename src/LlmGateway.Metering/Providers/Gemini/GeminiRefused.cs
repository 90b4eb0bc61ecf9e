using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>What is known and never forwarded.</summary>
internal static class GeminiRefused
{
    private static readonly string[] s_changes = ["GET", "POST", "PATCH", "DELETE"];

    public static ImmutableArray<Operation> All { get; } =
    [
        Refused("gemini.auth_tokens", "This gateway does not hand out ephemeral tokens: what is done with one goes to the provider directly, unmetered. Use a virtual key.",
            escapes: true, "POST auth_tokens"),
        Refused("gemini.live", "This gateway does not forward live sessions yet; use generateContent or interactions.", escapes: false,
            "GET /ws/{*service}"),
        Refused("gemini.triggers", "This gateway does not forward triggers: their runs are made by the provider itself, unmetered. Call interactions when a run is due.",
            escapes: true, Every("triggers", "triggers/{id}", "triggers/{id}/executions")),
        Refused("gemini.webhooks", "Webhooks of the whole account are its owner's business: they tell of everybody's jobs. Give 'webhook_config' with a call, or poll.",
            escapes: false, Every("webhooks", "webhooks/{*id}")),
        Refused("gemini.agent_resources", "This gateway does not forward agents, environments, credentials and voices of the account: what they cost is not known.",
            escapes: true, Every("agents", "agents/{*id}", "environments", "environments/{*id}", "credentials", "credentials/{*id}", "voices", "voices/{*id}")),
        Refused("gemini.tuning", "The provider has no model left that can be tuned through this API.", escapes: false,
            "POST tunedModels"),
        Refused("gemini.tuned_model_sharing", "Tuned models belong to the organization that they were made for; this gateway does not share or hand them over.", escapes: false,
            "POST tunedModels/{tuned}:transferOwnership", "POST tunedModels/{tuned}/permissions", "PATCH tunedModels/{tuned}/permissions/{permission}", "DELETE tunedModels/{tuned}/permissions/{permission}"),
        Refused("gemini.retired", "The provider has switched this method off; use generateContent, embedContent or countTokens.", escapes: false,
            "POST models/{model}:generateText", "POST models/{model}:generateMessage", "POST models/{model}:generateAnswer", "POST models/{model}:embedText", "POST models/{model}:batchEmbedText",
            "POST models/{model}:countTextTokens", "POST models/{model}:countMessageTokens"),
    ];

    private static RefusedOperation Refused(string name, string reason, bool escapes, params ImmutableArray<string> routes) =>
        new(name, reason, escapes, [.. GeminiRoutes.Of(routes.AsSpan()).Select(route => $"{route.Method} {route.Template}")]);

    private static ImmutableArray<string> Every(params string[] paths) => [.. s_changes.SelectMany(_ => paths, (method, path) => $"{method} {path}")];
}
