using System.Text.Json.Nodes;

namespace LlmGateway.Admin;

/// <param name="Window">The month; null for a period of days.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Data">The groups: by day if days are asked for, else the dearest first. Each has the names of group_by, tokens_used, input_tokens, output_tokens, calls_made,
/// images, videos, scripts, video_seconds and cost_usd.</param>
internal sealed record ReportResource(string? Window, string From, string To, IReadOnlyList<string> GroupBy, IReadOnlyList<JsonObject> Data);
