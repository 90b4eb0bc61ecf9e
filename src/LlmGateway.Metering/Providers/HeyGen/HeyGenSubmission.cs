using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>A call that HeyGen charges for: a strict JSON body (an absent one counts as an empty object), objects of its caller's own, and mostly a job.</summary>
public abstract class HeyGenSubmission : Operation
{
    private static readonly byte[] s_empty = "{}"u8.ToArray();

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override bool CreatesOnce => true;

    public sealed override ImmutableArray<string> References(CallRequest request) => NamedObjects.In(request);

    public sealed override EstimateResult Estimate(CallRequest request, ModelCatalog models)
    {
        try
        {
            using var body = JsonBody.Parse(request.Body.IsEmpty ? s_empty : request.Body);
            return Estimate(request, body, models);
        }
        catch (InvalidFieldException exception)
        {
            return Refusal.Invalid(exception.Message, exception.Param);
        }
        catch (InvalidOperationException)
        {
            return Refusal.Invalid("A string of the body holds half of a surrogate pair.");
        }
        catch (OverflowException)
        {
            return Refusal.Invalid("The numbers of this request are too large to be counted.");
        }
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new HeyGenReader(head, answer => Read(answer, request, estimate!));

    /// <exception cref="InvalidFieldException">A field is wrong.</exception>
    private protected abstract Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models);

    private protected abstract UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate);

    /// <summary>Videos whose time is assumed.</summary>
    private protected Estimate Videos(string model, long videos, long milliseconds, string? resolution = null, BoundKind kind = BoundKind.Assumed)
    {
        var usage = new Usage { Videos = videos, VideoMilliseconds = milliseconds, Resolution = resolution };
        return new() { Model = model, Type = Type, BoundKind = kind, Expected = usage, Bound = usage };
    }

    /// <summary>Pieces at a flat price.</summary>
    private protected Estimate Items(string model, long items)
    {
        var usage = new Usage { Items = items };
        return new() { Model = model, Type = Type, BoundKind = BoundKind.Proven, Expected = usage, Bound = usage };
    }

    private protected static string Escaped(string id) => Uri.EscapeDataString(id);
}
