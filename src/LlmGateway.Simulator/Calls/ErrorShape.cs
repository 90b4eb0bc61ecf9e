using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Simulator.Calls;

/// <summary>How a provider writes an error.</summary>
internal sealed class ErrorShape(Func<int, string, object> body)
{
    public object Body(int status, string message) => body(status, message);

    public async Task WriteAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(JsonSerializer.Serialize(body(status, message)), http.RequestAborted);
    }
}
