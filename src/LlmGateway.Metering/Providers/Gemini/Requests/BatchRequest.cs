using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>The requests of a batch (fact sheet 3.9): <c>batch.inputConfig.requests.requests[].request</c>, or a file of them.</summary>
internal static class BatchRequest
{
    private const int MostRequests = 100_000;

    /// <summary>The inline requests; null if they are in a file.</summary>
    public static IReadOnlyList<JsonElement>? Requests(JsonElement root)
    {
        if (root.Object("batch") is not { } batch) throw new InvalidFieldException("'batch' is required.", "batch");
        if (batch.Field("inputConfig", "input_config") is not { ValueKind: JsonValueKind.Object } input) throw new InvalidFieldException("'batch.inputConfig' is required.", "batch.inputConfig");
        var inline = input.Object("requests");
        if (inline is null && input.Field("fileName", "file_name") is { } file)
        {
            file.AsText("fileName");
            return null;
        }

        var requests = inline is { } wrapper ? wrapper.RequiredArray("requests") : throw new InvalidFieldException("'batch.inputConfig' needs 'requests' or 'fileName'.", "batch.inputConfig");
        if (requests.GetArrayLength() is 0 or > MostRequests) throw new InvalidFieldException($"A batch has 1 to {MostRequests} requests.", "requests");
        return [.. requests.EnumerateArray().Select(request => request.ValueKind == JsonValueKind.Object && request.Object("request") is { } inner
            ? inner
            : throw new InvalidFieldException("Each of 'requests' must be an object with 'request'.", "requests"))];
    }

    /// <summary>All requests together; of one that sets no output limit the model's maximum counts.</summary>
    public static Estimate Sum(string model, IReadOnlyList<Estimate> requests)
    {
        return requests[0] with
        {
            Model = model,
            BoundKind = requests.Max(request => request.BoundKind),
            Expected = Sum(requests, request => request.Expected),
            Bound = Sum(requests, request => request.Bound),
            Output = new(checked(requests.Sum(request => request.Output.Want)), checked(requests.Sum(request => request.Output.Least)), 1, true, null),
            Sampled = requests.Any(request => request.Sampled),
            ServiceTier = GeminiTier.Batch,
        };
    }

    /// <summary>What a file's requests need is not told: its own text as input, and as much output, is no more than a guess.</summary>
    public static Estimate OfFile(CallRequest request, ModelRow row, string model, OperationType type)
    {
        var tokens = request.Remembered.Count > 0 ? request.Remembered.Values.Max() : OpenCall.Input(row);
        var makesText = type == OperationType.LlmCall;
        return new Estimate
        {
            Model = model,
            Type = type,
            BoundKind = BoundKind.Open,
            Expected = new() { InputTokens = tokens, OutputTokens = makesText ? tokens : null },
            Bound = new() { InputTokens = tokens },
            Output = makesText ? new(tokens, tokens, 1, true, null) : OutputHold.None,
            ServiceTier = GeminiTier.Batch,
        };
    }

    private static Usage Sum(IReadOnlyList<Estimate> requests, Func<Estimate, Usage> of) => new()
    {
        InputTokens = requests.Sum(request => of(request).InputTokens ?? 0),
        OutputTokens = requests.Any(request => of(request).OutputTokens is not null) ? requests.Sum(request => of(request).OutputTokens ?? 0) : null,
        AudioInputTokens = All(requests, request => of(request).AudioInputTokens),
        ImageInputTokens = All(requests, request => of(request).ImageInputTokens),
        VideoInputTokens = All(requests, request => of(request).VideoInputTokens),
        AudioOutputTokens = All(requests, request => of(request).AudioOutputTokens),
        ImageOutputTokens = All(requests, request => of(request).ImageOutputTokens),
        VideoOutputTokens = All(requests, request => of(request).VideoOutputTokens),
        Images = Any(requests, request => of(request).Images),
        WebSearches = Any(requests, request => of(request).WebSearches),
    };

    /// <summary>Known only if it is known of all.</summary>
    private static long? All(IReadOnlyList<Estimate> requests, Func<Estimate, long?> of) => requests.All(request => of(request) is not null) ? requests.Sum(request => of(request)!.Value) : null;

    private static long? Any(IReadOnlyList<Estimate> requests, Func<Estimate, long?> of) => requests.Any(request => of(request) is not null) ? requests.Sum(request => of(request) ?? 0) : null;
}
