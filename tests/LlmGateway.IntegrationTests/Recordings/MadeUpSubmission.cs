using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>The call that created a job whose reads alone were recorded: made up, so that there is a reservation for the read to settle.</summary>
internal static class MadeUpSubmission
{
    public static RecordedLine Of(RecordedLine read)
    {
        var segments = read.Path.Split('/');
        var isRun = segments is [_, _, "threads", _, "runs", _];
        var answer = new JsonObject
        {
            ["id"] = segments[^1],
            ["object"] = isRun ? "thread.run" : "response",
            ["status"] = "queued",
            ["model"] = read.Model,
            ["usage"] = null,
        };
        if (isRun) answer["thread_id"] = segments[3];
        var request = isRun
            ? new JsonObject { ["assistant_id"] = "asst_1", ["model"] = read.Model }
            : new JsonObject { ["model"] = read.Model, ["input"] = "Not recorded.", ["background"] = true };
        return new()
        {
            Id = $"before-{read.Id}",
            Provider = read.Provider,
            Family = read.Family,
            Method = "POST",
            Target = string.Join('/', segments[..^1]),
            RequestHeaders = new Dictionary<string, string> { ["content-type"] = "application/json" },
            RequestBody = Encoding.UTF8.GetBytes(request.ToJsonString()),
            Status = 200,
            ResponseHeaders = new Dictionary<string, string> { ["content-type"] = "application/json" },
            ResponseBody = Encoding.UTF8.GetBytes(answer.ToJsonString()),
            Model = read.Model,
        };
    }
}
