using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Batches (fact sheet 2a, 5): the items have ids from the second look on.</summary>
internal static class Batches
{
    private static readonly ConcurrentDictionary<string, Batch> s_batches = new(StringComparer.Ordinal);

    public static async Task CreateAsync(SimulatedCall call, string field, Func<SimulatedCall, JsonNode, string[]> submit)
    {
        if (call.Body[field] is not JsonArray { Count: > 0 } items)
        {
            await call.ErrorAsync(400, $"{field} must not be empty.");
            return;
        }

        var id = Serial.Next("b");
        s_batches[id] = new([.. items.SelectMany(item => submit(call, item!))]);
        await call.JsonAsync(new { data = new { batch_id = id, status = "processing" } });
    }

    public static Task GetAsync(SimulatedCall call)
    {
        if (!s_batches.TryGetValue(call.Route("id"), out var batch)) return call.ErrorAsync(404, "Batch not found.");
        var isFirst = batch.Look() == 1;
        var items = batch.Ids.Select(id => new { video_id = isFirst ? null : id, status = isFirst ? "queued" : "processing", error = (object?)null });
        return call.JsonAsync(new { data = new { batch_id = call.Route("id"), status = "processing", items } });
    }

    private sealed class Batch(string[] ids)
    {
        private int _looks;

        public string[] Ids => ids;

        public int Look() => Interlocked.Increment(ref _looks);
    }
}
