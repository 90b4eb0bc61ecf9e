using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

internal sealed record ReportQuery(
    [property: FromQuery(Name = "group_by"), Description("Names with commas, of: user, team, api_key, organization, provider, model, operation, operation_type, day. Default user.")] string? GroupBy,
    [property: FromQuery(Name = "window"), Description("A month such as 2026-11; the current one if absent.")] string? Window,
    [property: FromQuery(Name = "from"), Description("First day, instead of window; with to.")] string? From,
    [property: FromQuery(Name = "to"), Description("Last day, included.")] string? To,
    [property: FromQuery(Name = "format"), Description("json (default) or csv.")] string? Format,
    [property: FromQuery(Name = "organization"), Description("The organization; 'default' if absent, '*' for all.")] string? Organization);
