using System.Collections.Immutable;
using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.HeyGen;
using LlmGateway.Tests.Config;

namespace LlmGateway.Tests.Providers.HeyGen;

/// <summary>Calls through HeyGen's catalogue, with the shipped prices of 23 November 2026.</summary>
internal static class HeyGenCalls
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly OperationCatalog s_catalog = new(HeyGenProvider.Instance);

    public static RecognisedCall? Recognise(string method, string path) => s_catalog.Recognise("heygen", method, path);

    public static (Operation Operation, CallRequest Request) Call(string method, string pathAndQuery, string body = "")
    {
        var parts = pathAndQuery.Split('?', 2);
        var call = Recognise(method, parts[0]) ?? throw new InvalidOperationException($"{method} {parts[0]} is not in the catalogue.");
        var query = parts.Length < 2 ? [] : parts[1].Split('&').Select(item => item.Split('=', 2)).ToImmutableDictionary(item => item[0], item => Uri.UnescapeDataString(item[^1]));
        return (call.Operation, new() { Method = method, Path = parts[0], RouteValues = call.RouteValues, Query = query, Body = Encoding.UTF8.GetBytes(body), At = Now });
    }

    public static Estimate Estimate(string path, string body)
    {
        var (operation, request) = Call("POST", path, body);
        return Assert.IsType<EstimateResult.Estimated>(operation.Estimate(request, ShippedFiles.Models)).Estimate;
    }

    /// <summary>What is held for a call, in USD; null if it has no price.</summary>
    public static decimal? HeldUsd(string path, string body) =>
        Pricing.Hold(ShippedFiles.Models, "heygen", Estimate(path, body), Now) is { } price ? price.Fixed / (decimal)Money.NanoPerUsd : null;

    public static UsageReading Read(Operation operation, CallRequest request, Estimate? estimate, ReadOnlySpan<byte> answer, int split = int.MaxValue)
    {
        var reader = operation.CreateReader(request, estimate, new(200, "application/json"));
        for (var from = 0; from < answer.Length; from += Math.Min(split, answer.Length - from)) reader.Read(answer.Slice(from, Math.Min(split, answer.Length - from)));
        return reader.Complete(whole: true);
    }
}
