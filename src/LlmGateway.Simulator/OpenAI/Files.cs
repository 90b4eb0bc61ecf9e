using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>Files, and uploads in parts (fact sheet 2b).</summary>
internal sealed class Files(OpenAIObjects objects)
{
    public async Task UploadAsync(SimulatedCall call)
    {
        if (call.Text("purpose") is not { } purpose || call.Http.Request.Form.Files["file"] is not { } sent)
        {
            await call.ErrorAsync(400, "Missing required parameters: 'file' and 'purpose'.");
            return;
        }

        await call.JsonAsync(Keep(sent.FileName, purpose, await BytesAsync(sent)).DeepClone());
    }

    public Task ContentAsync(SimulatedCall call) => objects.Content(call.Route("id")) is { } bytes
        ? call.WriteWholeAsync(bytes, "application/octet-stream")
        : OpenAIObjects.MissingAsync(call);

    public Task BeginAsync(SimulatedCall call) => objects.CreateAsync(call, new JsonObject
    {
        ["id"] = Serial.Next("upload_"),
        ["object"] = "upload",
        ["bytes"] = call.Number("bytes"),
        ["created_at"] = Serial.Created,
        ["filename"] = call.Text("filename"),
        ["purpose"] = call.Text("purpose"),
        ["status"] = "pending",
        ["expires_at"] = Serial.Created + 3600,
    });

    public async Task PartAsync(SimulatedCall call)
    {
        if (objects.Find(call.Route("id")) is null || call.Http.Request.Form.Files["data"] is not { } sent)
        {
            await OpenAIObjects.MissingAsync(call);
            return;
        }

        var part = new JsonObject { ["id"] = Serial.Next("part_"), ["object"] = "upload.part", ["created_at"] = Serial.Created, ["upload_id"] = call.Route("id") };
        objects.PutContent(part["id"]!.ToString(), await BytesAsync(sent));
        await call.JsonAsync(part);
    }

    public Task CompleteAsync(SimulatedCall call)
    {
        if (objects.Find(call.Route("id")) is not { } upload) return OpenAIObjects.MissingAsync(call);
        byte[] whole = [.. (call.Body["part_ids"] as JsonArray ?? []).SelectMany(part => objects.Content(part!.ToString()) ?? [])];
        upload["status"] = "completed";
        upload["file"] = Keep(upload["filename"]!.ToString(), upload["purpose"]!.ToString(), whole).DeepClone();
        return call.JsonAsync(upload.DeepClone());
    }

    public Task CancelAsync(SimulatedCall call)
    {
        if (objects.Find(call.Route("id")) is not { } upload) return OpenAIObjects.MissingAsync(call);
        upload["status"] = "cancelled";
        return call.JsonAsync(upload.DeepClone());
    }

    /// <summary>Stores a file that a client sent or that a batch wrote.</summary>
    public JsonObject Keep(string name, string purpose, byte[] bytes)
    {
        var file = JsonSerializer.SerializeToNode(new
        {
            id = Serial.Next("file-"),
            @object = "file",
            bytes = bytes.Length,
            created_at = Serial.Created,
            filename = name,
            purpose,
            status = "processed",
            expires_at = (long?)null,
        })!.AsObject();
        objects.Put(file);
        objects.PutContent(file["id"]!.ToString(), bytes);
        return file;
    }

    private static async Task<byte[]> BytesAsync(IFormFile sent)
    {
        using var bytes = new MemoryStream();
        await sent.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
