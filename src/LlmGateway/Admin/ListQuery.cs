using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

/// <summary>The query parameters of a list.</summary>
internal sealed record ListQuery(
    [property: FromQuery(Name = "limit"), Description("Rows of a page, 1 to 1000; 50 if absent.")] string? Limit,
    [property: FromQuery(Name = "cursor"), Description("The next_cursor of an earlier page.")] string? Cursor,
    [property: FromQuery(Name = "organization"), Description("The organization; 'default' if absent.")] string? Organization)
{
    public PageRequest Page => PageRequest.Read(Limit, Cursor);
}
