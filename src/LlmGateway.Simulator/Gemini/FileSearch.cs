using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>File search stores (fact sheet 2a): indexing reports no tokens, only the document's size; a token is charged for four bytes.</summary>
internal sealed class FileSearch(GeminiObjects objects, Files files)
{
    private const int BytesPerToken = 4;

    public Task CreateAsync(SimulatedCall call)
    {
        var name = Serial.Next("fileSearchStores/s");
        var store = new JsonObject { ["name"] = name, ["displayName"] = call.Text("displayName") ?? "" };
        objects.Put(name, store);
        return call.JsonAsync(store);
    }

    public async Task UploadAsync(SimulatedCall call)
    {
        if (call.Http.Request.Headers["X-Goog-Upload-Command"].ToString() == "start")
        {
            files.Begin(call);
            return;
        }

        if (await files.TakeAsync(call) is { } bytes) await call.JsonAsync(Index(call, bytes.Length, upload: true));
    }

    public Task ImportAsync(SimulatedCall call) => objects.Content(call.Text("fileName") ?? call.Text("file_name") ?? "") is { } bytes
        ? call.JsonAsync(Index(call, bytes.Length, upload: false))
        : call.ErrorAsync(404, "Requested entity was not found.");

    private static JsonObject Index(SimulatedCall call, int size, bool upload)
    {
        var store = "fileSearchStores/" + call.Route("store");
        var document = Serial.Next("d");
        call.Desk.Bill.Add(new("gemini", "file_search", document, "gemini-embedding-001", size / BytesPerToken, 0, 0, 0, 0, 0, 0, false));
        var answer = new JsonObject { ["name"] = $"{store}/{(upload ? "upload/" : "")}operations/{document}" };
        if (!upload) return answer;
        answer["response"] = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.ai.generativelanguage.v1main.UploadToFileSearchStoreResponse",
            ["parent"] = store,
            ["documentName"] = $"{store}/documents/{document}",
            ["mimeType"] = "text/plain",
            ["sizeBytes"] = size.ToString(CultureInfo.InvariantCulture),
        };
        return answer;
    }
}
