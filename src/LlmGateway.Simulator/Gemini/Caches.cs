using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>Context caches (fact sheet 3.8): what they store is charged by tokens and time, and is no usage of the call that makes them.</summary>
internal sealed class Caches(GeminiObjects objects)
{
    private const int UsualSeconds = 3600;

    public async Task CreateAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model)
        {
            await call.ErrorAsync(400, "* CreateCachedContentRequest.model: model is not specified");
            return;
        }

        var tokens = call.Behaviour.InputTokens ?? (TextTokens.Count(call.Body["contents"]) + TextTokens.Count(call.Body["systemInstruction"]));
        var now = call.Desk.Options.Time.GetUtcNow();
        var cache = new JsonObject { ["name"] = Serial.Next("cachedContents/c"), ["model"] = model, ["createTime"] = Time(now), ["displayName"] = "", ["usageMetadata"] = new JsonObject { ["totalTokenCount"] = tokens } };
        Live(cache, now, call.Text("ttl"));
        objects.Put(cache["name"]!.ToString(), cache);
        call.Desk.Bill.Add(new("gemini", "cached_contents", cache["name"]!.ToString(), model, 0, 0, 0, 0, 0, 0, 0, false));
        await call.JsonAsync(cache.DeepClone());
    }

    public async Task UpdateAsync(SimulatedCall call)
    {
        if (objects.Find("cachedContents/" + call.Route("cache")) is not { } cache)
        {
            await call.ErrorAsync(404, "CachedContent not found (or permission denied)");
            return;
        }

        var body = await JsonNode.ParseAsync(call.Http.Request.Body, cancellationToken: call.Http.RequestAborted);
        Live(cache, call.Desk.Options.Time.GetUtcNow(), body?["ttl"]?.ToString());
        await call.JsonAsync(cache.DeepClone());
    }

    private static void Live(JsonObject cache, DateTimeOffset now, string? ttl)
    {
        var seconds = int.TryParse(ttl?.TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : UsualSeconds;
        (cache["updateTime"], cache["expireTime"]) = (Time(now), Time(now.AddSeconds(seconds)));
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
