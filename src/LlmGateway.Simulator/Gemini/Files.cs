using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>Files (fact sheet 2c): resumable uploads, whose address comes in a header, and uploads in one piece.</summary>
internal sealed class Files(GeminiObjects objects)
{
    /// <summary>POST upload/{version}/files: begins an upload, takes a piece of it, or takes it all.</summary>
    public async Task UploadAsync(SimulatedCall call)
    {
        var request = call.Http.Request;
        if (request.Headers["X-Goog-Upload-Command"].ToString() == "start")
        {
            Begin(call);
            return;
        }

        var type = request.Query["upload_id"].ToString() is { Length: > 0 } id && objects.Find("uploads/" + id) is { } upload ? upload["mimeType"]!.ToString() : request.ContentType ?? "application/octet-stream";
        if (await TakeAsync(call) is not { } bytes) return;
        var name = Serial.Next("files/f");
        var file = new JsonObject
        {
            ["name"] = name,
            ["mimeType"] = type,
            ["sizeBytes"] = bytes.Length.ToString(CultureInfo.InvariantCulture),
            ["createTime"] = call.Desk.Options.Time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["uri"] = $"https://generativelanguage.googleapis.com/v1beta/{name}",
            ["state"] = "ACTIVE",
            ["source"] = "UPLOADED",
        };
        objects.Put(name, file);
        objects.PutContent(name, bytes);
        await call.JsonAsync(new JsonObject { ["file"] = file.DeepClone() });
    }

    public Task DownloadAsync(SimulatedCall call) => objects.Content("files/" + call.Route("file")) is { } bytes
        ? call.WriteWholeAsync(bytes, "application/octet-stream")
        : Veo.DownloadAsync(call);

    /// <summary>Answers the start of an upload: nothing but the address where it goes on.</summary>
    internal void Begin(SimulatedCall call)
    {
        var request = call.Http.Request;
        var id = Serial.Next("up");
        objects.Put("uploads/" + id, new JsonObject { ["mimeType"] = request.Headers["X-Goog-Upload-Header-Content-Type"].ToString() });
        var response = call.Http.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers["x-goog-upload-status"] = "active";
        response.Headers["x-goog-upload-url"] = $"{request.Scheme}://{request.Host}{request.Path}?upload_id={id}&upload_protocol=resumable";
    }

    /// <summary>Takes the pieces together; null after one that is not the last, which is answered with nothing.</summary>
    internal async Task<byte[]?> TakeAsync(SimulatedCall call)
    {
        var request = call.Http.Request;
        using var piece = new MemoryStream();
        await request.Body.CopyToAsync(piece, request.HttpContext.RequestAborted);
        var name = "uploads/" + request.Query["upload_id"];
        byte[] whole = [.. objects.Content(name) ?? [], .. piece.ToArray()];
        if (request.Query.ContainsKey("upload_id") && !request.Headers["X-Goog-Upload-Command"].ToString().Contains("finalize", StringComparison.Ordinal))
        {
            objects.PutContent(name, whole);
            call.Http.Response.Headers["x-goog-upload-status"] = "active";
            return null;
        }

        call.Http.Response.Headers["x-goog-upload-status"] = "final";
        return whole;
    }
}
