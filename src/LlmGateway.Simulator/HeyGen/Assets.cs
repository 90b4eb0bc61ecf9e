using System.Text.Json;
using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Avatars and uploads (fact sheet 2a, 2b). Uploads cost nothing.</summary>
internal static class Assets
{
    public static async Task AvatarAsync(SimulatedCall call)
    {
        if (call.Text("type") is null)
        {
            await call.ErrorAsync(400, "type is required.");
            return;
        }

        var id = Serial.Next("ai");
        call.Desk.Bill.Add(new(Looks.Provider, "avatar", id, "avatar_creation", 0, 0, 0, 0, 0, 0, 0, false));
        await call.JsonAsync(new { data = new { avatar_item = new { id, status = "processing" }, avatar_group = new { id = Serial.Next("ag"), status = "processing" } } });
    }

    public static Task UploadAsync(SimulatedCall call) => call.JsonAsync(new { data = new { asset_id = Serial.Next("as"), url = "https://files.example/asset" } });

    public static Task DirectUploadAsync(SimulatedCall call) => call.JsonAsync(new { data = new { asset_id = Serial.Next("as"), upload_url = "https://storage.example/put-it-here" } });

    /// <summary>The older upload: raw bytes of any kind.</summary>
    public static async Task UploadRawAsync(HttpContext http)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(JsonSerializer.Serialize(new { code = 100, data = new { id = Serial.Next("as"), url = "https://files.example/asset" }, message = "Success" }), http.RequestAborted);
    }
}
