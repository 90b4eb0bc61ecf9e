using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>What the plain and the streamed form of generateContent share.</summary>
internal static class GenerateBooking
{
    public const string Text = "Held: input tokens by count, maxOutputTokens (thoughts within it) x candidateCount, images by their tokens. "
        + "Charged: the last usageMetadata; promptTokenCount + toolUsePromptTokenCount as input, candidatesTokenCount + thoughtsTokenCount as output, "
        + "images by parts of inline data, searches by groundingMetadata.webSearchQueries.";

    /// <summary>The model as asked for; a tuned one with its collection.</summary>
    public static string Model(CallRequest request) => request.RouteValues.TryGetValue("model", out var model) ? model : "tunedModels/" + request.RouteValues["tuned"];

    public static ImmutableArray<string> References(CallRequest request)
    {
        var named = NamedObjects.Of(request.Body);
        return request.RouteValues.ContainsKey("tuned") ? named.Insert(0, Model(request)) : named;
    }
}
