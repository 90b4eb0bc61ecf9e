using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

/// <summary>The query parameters of the list of keys.</summary>
internal sealed record KeysQuery(
    [property: FromQuery(Name = "limit"), Description("Rows of a page, 1 to 1000; 50 if absent.")] string? Limit,
    [property: FromQuery(Name = "cursor"), Description("The next_cursor of an earlier page.")] string? Cursor,
    [property: FromQuery(Name = "organization"), Description("The organization; 'default' if absent.")] string? Organization,
    [property: FromQuery(Name = "user"), Description("Only this user's keys.")] string? User,
    [property: FromQuery(Name = "team"), Description("Only keys with this team of their own.")] string? Team);
