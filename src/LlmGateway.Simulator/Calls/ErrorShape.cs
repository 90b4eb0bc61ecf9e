using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Simulator.Calls;

/// <summary>How a provider writes an error.</summary>
/// <param name="frame">What the error is put into, where that depends on the call; null for nothing.</param>
internal sealed class ErrorShape(Func<int, string, object> body, Func<HttpContext, object, object>? frame = null)
{
    public object Body(int status, string message) => body(status, message);

    public async Task WriteAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(JsonSerializer.Serialize(frame is null ? body(status, message) : frame(http, body(status, message))), http.RequestAborted);
    }
}
