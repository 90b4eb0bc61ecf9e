using LlmGateway.Metering;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>Real shapes to be mutated: the golden cases of Gemini, each as a request with what its operation made of it, and an answer.</summary>
internal sealed record Corpus(string Name, Operation Operation, CallRequest Request, Estimate? Estimate, ResponseHead Head, byte[] Answer)
{
    /// <summary>Those with an answer.</summary>
    public static Corpus[] Answers { get; } = [.. GoldenFolder.All.Where(name => name.StartsWith("gemini.", StringComparison.Ordinal)).Select(Load).OfType<Corpus>().Where(item => item.Answer.Length > 0)];

    /// <summary>Those with a body.</summary>
    public static Corpus[] Bodies { get; } = [.. GoldenFolder.All.Where(name => name.StartsWith("gemini.", StringComparison.Ordinal)).Select(Load).OfType<Corpus>().Where(item => item.Request.Body.Length > 0)];

    public UsageReading Read(ReadOnlySpan<byte> bytes, IEnumerable<int> splits, bool whole)
    {
        var reader = Operation.CreateReader(Request, Estimate, Head);
        foreach (var split in splits)
        {
            var piece = bytes[..Math.Min(split, bytes.Length)];
            reader.Read(piece);
            bytes = bytes[piece.Length..];
        }

        reader.Read(bytes);
        return reader.Complete(whole);
    }

    private static Corpus? Load(string name)
    {
        var folder = new GoldenFolder(name);
        var call = GoldenProviders.Catalog.Recognise(folder.Provider, GoldenRequest.Method(folder.Request), GoldenRequest.Path(folder.Request))!;
        var request = GoldenRequest.Of(folder, call);
        var metered = call.Operation.Class is OperationClass.Metered or OperationClass.JobSubmission;
        var estimate = metered && call.Operation.Estimate(request, GoldenModels.Catalog) is EstimateResult.Estimated estimated ? estimated.Estimate : null;
        if (metered && estimate is null && folder.Response is not null) return null;
        var status = folder.Request["response"]?["status"]?.GetValue<int>() ?? 200;
        return new(name, call.Operation, request, estimate, new(status, folder.ResponseContentType), folder.Response ?? []);
    }
}
