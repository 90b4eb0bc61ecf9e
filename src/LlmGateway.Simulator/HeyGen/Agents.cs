using System.Collections.Concurrent;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Video agents (fact sheet 3.5, 5): a session names its video from the second look on. A message that asks something (a question mark) makes no further video.</summary>
internal static class Agents
{
    private const decimal Seconds = 24.5m;

    private static readonly ConcurrentDictionary<string, Session> s_sessions = new(StringComparer.Ordinal);

    public static async Task CreateAsync(SimulatedCall call)
    {
        if (call.Text("prompt") is null)
        {
            await call.ErrorAsync(400, "prompt is required.");
            return;
        }

        var id = Serial.Next("s");
        s_sessions[id] = new() { Video = Submit(call) };
        await call.JsonAsync(new { data = new { session_id = id, status = "generating", video_id = (string?)null, created_at = Serial.Created } });
    }

    public static Task GetAsync(SimulatedCall call)
    {
        if (!s_sessions.TryGetValue(call.Route("id"), out var session)) return call.ErrorAsync(404, "Session not found.");
        var isFirst = session.Look() == 1;
        return call.JsonAsync(new { data = new { session_id = call.Route("id"), status = isFirst ? "thinking" : "completed", video_id = isFirst ? null : session.Video } });
    }

    public static async Task SayAsync(SimulatedCall call)
    {
        if (!s_sessions.TryGetValue(call.Route("id"), out var session))
        {
            await call.ErrorAsync(404, "Session not found.");
            return;
        }

        if (call.Text("message")?.Contains('?', StringComparison.Ordinal) != true) session.Video = Submit(call);
        await call.JsonAsync(new { data = new { session_id = call.Route("id"), run_id = Serial.Next("run"), status = "thinking" } });
    }

    public static Task StopAsync(SimulatedCall call) => s_sessions.ContainsKey(call.Route("id"))
        ? call.JsonAsync(new { data = new { session_id = call.Route("id"), status = "completed" } })
        : call.ErrorAsync(404, "Session not found.");

    private static string Submit(SimulatedCall call) => call.Desk.Jobs.Add(Serial.Next("v"), "video_agent", 1, Seconds, "1080p", call.Behaviour).Id;

    private sealed class Session
    {
        private int _looks;

        public required string Video { get; set; }

        public int Look() => Interlocked.Increment(ref _looks);
    }
}
