using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

internal sealed record UsageQuery(
    [property: FromQuery(Name = "window"), Description("A month such as 2026-11; the current window if absent.")] string? Window,
    [property: FromQuery(Name = "organization"), Description("The organization in which ids are looked up; 'default' if absent.")] string? Organization);
