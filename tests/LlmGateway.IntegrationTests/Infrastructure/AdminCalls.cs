using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>The admin API as an operator's script uses it.</summary>
public static class AdminCalls
{
    public static async Task<JsonNode> SendJsonAsync(this HttpClient admin, HttpMethod method, string route, object? body = null)
    {
        using var request = new HttpRequestMessage(method, route);
        if (body is not null) request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        using var response = await admin.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {route}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public static async Task<(string Id, string Secret)> KeyAsync(this HttpClient admin, object? fields = null)
    {
        var body = JsonSerializer.SerializeToNode(fields ?? new { })!.AsObject();
        body["name"] ??= "test";
        var key = await admin.SendJsonAsync(HttpMethod.Post, "keys", body);
        return (key["id"]!.GetValue<string>(), key["key"]!.GetValue<string>());
    }

    public static Task<JsonNode> UsageAsync(this HttpClient admin, string subject, string id) => admin.SendJsonAsync(HttpMethod.Get, $"usage/{subject}/{id}");

    /// <summary>All ledger rows that a query matches, oldest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> LedgerAsync(this HttpClient admin, string query = "")
    {
        var rows = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await admin.SendJsonAsync(HttpMethod.Get, $"ledger?limit=1000&{query}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            rows.AddRange(page["data"]!.AsArray()!);
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        rows.Reverse();
        return rows;
    }

    /// <summary>Waits until the ledger has this many rows for a query; the writer works behind the answer.</summary>
    public static Task<IReadOnlyList<JsonNode>> LedgerOfAsync(this HttpClient admin, int rows, string query = "") =>
        Eventually.ReachesAsync(() => admin.LedgerAsync(query), list => list.Count >= rows, $"{rows} ledger rows for '{query}'");

    public static async Task<JsonNode> RowOfAsync(this HttpClient admin, HttpResponseMessage response)
    {
        var id = response.Headers.GetValues("X-LlmGateway-Request-Id").Single();
        return Assert.Single(await admin.LedgerOfAsync(1, $"request_id={id}"));
    }
}
