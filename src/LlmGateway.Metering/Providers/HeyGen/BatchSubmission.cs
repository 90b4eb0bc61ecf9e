using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>Several jobs in one call. The batch is the job that is bound; its items go on in its place as soon as all have an id.</summary>
public abstract class BatchSubmission : HeyGenSubmission
{
    private const int MostItems = 100;

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("batch_id", "id"));

    /// <summary>One price for all items: an item's answer does not tell which of the batch it is.</summary>
    private protected static JsonElement[] Items(JsonBody body, string name) => body.Root.RequiredObjects(name, MostItems);
}
