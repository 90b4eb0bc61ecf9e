using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>The simulated HeyGen API, v3; shapes from the fact sheet's sections 3 to 6.</summary>
internal static class HeyGenApi
{
    private static readonly ErrorShape s_errors = new((status, message) => new { error = new { code = Code(status), message, param = (string?)null, doc_url = (string?)null } });

    public static void Map(IEndpointRouteBuilder routes, CallDesk desk)
    {
        Add("POST", "videos", Videos.CreateAsync);
        Add("GET", "videos/{id}", Videos.GetAsync);
        Add("GET", "users/me", call => call.JsonAsync(new { data = new { username = "simulated", wallet = new { remaining_balance = 100.0, currency = "usd" } } }));
        Add("GET", "avatars", call => call.JsonAsync(new { data = new[] { new { id = "Abigail_expressive_2024112501", name = "Abigail" } }, has_more = false, next_token = (string?)null }));
        Add("GET", "voices", call => call.JsonAsync(new { data = new[] { new { voice_id = "1bd001e7", name = "Calm" } }, has_more = false, next_token = (string?)null }));
        routes.Map("/heygen/{**path}", http => s_errors.WriteAsync(http, 404, "Not found."));

        void Add(string method, string path, Func<SimulatedCall, Task> handle) => desk.Map(routes, method, $"/heygen/v3/{path}", s_errors, handle);
    }

    private static string Code(int status) => status switch
    {
        401 => "unauthorized",
        402 => "insufficient_credit",
        404 => "not_found",
        429 => "rate_limit_exceeded",
        >= 500 => "internal_error",
        _ => "invalid_parameter",
    };
}
