using System.Text.Json.Nodes;

namespace LlmGateway.Admin;

/// <summary>What holds in the end.</summary>
/// <param name="Value">Null: unlimited.</param>
/// <param name="Source">own: the subject's record; tier: inherited from the user's tier; none: nobody limits it; default: the gateway's.</param>
internal sealed record EffectiveLimit(JsonNode? Value, string Source);
