using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>Vector stores: files in them, and searches, which are charged by the call (fact sheet 2a, 2b).</summary>
internal sealed class VectorStores(OpenAIObjects objects)
{
    private static readonly object s_counts = new { in_progress = 0, completed = 0, failed = 0, cancelled = 0, total = 0 };

    public Task CreateAsync(SimulatedCall call) => objects.CreateAsync(call, JsonSerializer.SerializeToNode(new
    {
        id = Serial.Next("vs_"),
        @object = "vector_store",
        created_at = Serial.Created,
        name = call.Text("name"),
        usage_bytes = 0,
        file_counts = s_counts,
        status = "completed",
        expires_after = (object?)null,
        expires_at = (long?)null,
        last_active_at = Serial.Created,
        metadata = new { },
    })!.AsObject());

    public Task AddFileAsync(SimulatedCall call) => objects.Find(call.Route("id")) is null || call.Text("file_id") is not { } file
        ? OpenAIObjects.MissingAsync(call)
        : call.JsonAsync(new { id = file, @object = "vector_store.file", usage_bytes = 64, created_at = Serial.Created, vector_store_id = call.Route("id"), status = "completed", last_error = (object?)null });

    public Task SearchAsync(SimulatedCall call)
    {
        if (objects.Find(call.Route("id")) is null) return OpenAIObjects.MissingAsync(call);
        call.Desk.Bill.Add(new("openai", "vector_store_search", Serial.Next("search_"), "file_search", 0, 0, 0, 0, 0, 0, 0, false));
        return call.JsonAsync(new JsonObject
        {
            ["object"] = "vector_store.search_results.page",
            ["search_query"] = new JsonArray(call.Body["query"]?.DeepClone()),
            ["data"] = new JsonArray(new JsonObject { ["file_id"] = "file-1", ["filename"] = "notes.txt", ["score"] = 0.9, ["attributes"] = new JsonObject(), ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "A note." }) }),
            ["has_more"] = false,
            ["next_page"] = null,
        });
    }
}
