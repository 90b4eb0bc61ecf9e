using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Admin;

/// <summary>An answer of the admin API.</summary>
internal sealed record AdminAnswer(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string RequestId => Headers.GetValues("X-LlmGateway-Request-Id").Single();

    public JsonNode Json => JsonNode.Parse(Text)!;

    public JsonNode Expect(int status = 200)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return Json;
    }

    /// <summary>Every "no" has this shape.</summary>
    public string ExpectRefusal(int status, string code, string? param = null)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        var error = Json["error"]!.AsObject();
        Assert.Equal(["code", "message", "param", "request_id"], error.Select(field => field.Key));
        Assert.Equal((code, param), (error["code"]!.GetValue<string>(), error["param"]?.GetValue<string>()));
        Assert.Equal(RequestId, error["request_id"]!.GetValue<string>());
        Assert.Single(Json.AsObject());
        return error["message"]!.GetValue<string>();
    }
}
