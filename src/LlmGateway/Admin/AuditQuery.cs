using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

internal sealed record AuditQuery(
    [property: FromQuery(Name = "limit"), Description("Rows of a page, 1 to 1000; 50 if absent.")] string? Limit,
    [property: FromQuery(Name = "cursor"), Description("The next_cursor of an earlier page.")] string? Cursor,
    [property: FromQuery(Name = "organization"), Description("Only this organization's changes; all, those of upstream keys too, if absent or '*'.")] string? Organization);
