using System.Globalization;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>What a key's calls under way hold.</summary>
public static class Holds
{
    public static async Task AssertNothingHeldAsync(this HttpClient admin, string keyId)
    {
        foreach (var (_, meter) in (await admin.UsageAsync("key", keyId))["meters"]!.AsObject()) Assert.Equal(0, decimal.Parse(meter!["held"]!.ToString(), CultureInfo.InvariantCulture));
    }
}
