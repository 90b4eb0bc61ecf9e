using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>GET /v3/ai-clipping/{id}: a look at clips being cut (fact sheet 5).</summary>
public sealed class AiClippingOperation : Operation
{
    public override string Name => "heygen.ai_clipping";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v3/ai-clipping/{id}")];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new HeyGenReader(head, answer => JobAnswer.Seen(answer, JobId(request), () => Clips(answer)));

    /// <summary>Where the length of one is not told, each counts with the seconds that were held for one.</summary>
    private static Usage Clips(HeyGenAnswer answer)
    {
        if (answer.Payload.Member("clips") is not { ValueKind: JsonValueKind.Array } clips) return new();
        decimal?[] lengths = [.. clips.EnumerateArray().Select(clip => (decimal?)HeyGenAnswer.Milliseconds(((JsonElement?)clip).Member("duration_seconds")))];
        return new() { Videos = lengths.Length, VideoMilliseconds = lengths.Contains(null) || lengths.Sum() > Amounts.Largest ? null : (long)lengths.Sum()!.Value };
    }
}
