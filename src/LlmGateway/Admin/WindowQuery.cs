using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

internal sealed record WindowQuery(
    [property: FromQuery(Name = "window"), Description("A month such as 2026-11; the current window if absent.")] string? Window);
