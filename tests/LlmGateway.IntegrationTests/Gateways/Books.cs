using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>
/// The oracle: the simulated providers keep their own bill, and it is joined with the ledger on the provider's id. Nothing is lost, nothing counted twice, counters are
/// the ledger, nothing stays held; and a row may be unsure only where the usage really could not be seen.
/// </summary>
internal static class Books
{
    /// <summary>Waits until everything has settled down, then compares.</summary>
    /// <param name="admin">The administration of any gateway.</param>
    /// <param name="answered">Calls whose whole answer a client has.</param>
    /// <returns>How many rows are exact, and how many are not.</returns>
    public static async Task<(int Exact, int Unsure)> AssertAgreeAsync(HttpClient admin, Simulator.SimulatedProviders providers, IEnumerable<ClientCall> answered)
    {
        JsonNode check = new JsonObject();
        await Eventually.ReachesAsync(
            async () => check = await CheckAsync(admin),
            seen => seen["outbox_waiting"]?.GetValue<int>() == 0 && seen["reservations"]!.GetValue<int>() == 0 && providers.CallsInProgress == 0,
            () => $"an empty outbox and no calls under way: {check.ToJsonString()}, {providers.CallsInProgress} calls at the providers");
        Assert.True(check["consistent"]!.GetValue<bool>(), check.ToJsonString());

        var rows = (await admin.LedgerAsync("organization=*")).Where(row => Text(row, "kind") != "void").ToArray();
        var bill = providers.Bill.Lines.ToDictionary(line => line.ProviderId);
        var named = rows.Where(row => Text(row, "kind") == "settle" && NameOf(row) is not null).GroupBy(row => NameOf(row)!).ToDictionary(row => row.Key, row => row.ToArray());
        foreach (var (id, booked) in named)
        {
            var row = Assert.Single(booked);
            Assert.True(bill.TryGetValue(id, out var line), $"The ledger has {id}, which no provider served.");
            if (Text(row, "certainty") == "exact" && Text(row, "resource_id") is null) Assert.Equal((line.InputTokens, line.OutputTokens), (row["input_tokens"]!.GetValue<long>(), row["output_tokens"]!.GetValue<long>()));
        }

        foreach (var call in answered.Where(call => call.IsAnswered))
        {
            Assert.True(named.TryGetValue(call.ProviderId!, out var booked), $"{call.ProviderId} was answered and is not in the ledger.");
            Assert.Equal("exact", Text(booked[0], "certainty"));
        }

        // A line of the bill without its row must be a call that died before the gateway knew the id: such a row is booked at its hold.
        var unsure = rows.Where(row => Text(row, "certainty") is "unknown" or "at_least").ToArray();
        var unnamed = bill.Values.Where(line => !named.ContainsKey(line.ProviderId)).ToArray();
        Assert.True(unnamed.Length <= unsure.Length, $"{unnamed.Length} served calls are not in the ledger by name, and only {unsure.Length} rows are unsure.");
        Assert.Equal(rows.Length, rows.Select(row => (Text(row, "reservation_id"), Text(row, "kind"))).Distinct().Count());
        return (rows.Length - unsure.Length, unsure.Length);
    }

    /// <summary>A store that is just being made anew says so, and what to do: try again.</summary>
    private static async Task<JsonNode> CheckAsync(HttpClient admin)
    {
        using var response = await admin.PostAsync("consistency-checks", null);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True(response.IsSuccessStatusCode || (response.StatusCode == HttpStatusCode.ServiceUnavailable && Text(answer["error"]!, "code") == "quota_store_unavailable"), answer.ToJsonString());
        return answer;
    }

    /// <summary>Used and held of one meter.</summary>
    public static async Task<(long Used, long Held)> MeterAsync(this HttpClient admin, string subject, string id, string meter)
    {
        var counter = (await admin.UsageAsync(subject, id))["meters"]![meter]!;
        return (counter["used"]!.GetValue<long>(), counter["held"]!.GetValue<long>());
    }

    /// <summary>The provider's id of the answer, or of the job.</summary>
    private static string? NameOf(JsonNode row) => Text(row, "resource_id") ?? Text(row, "provider_id");

    private static string? Text(JsonNode row, string field) => row[field]?.GetValue<string>();
}
