using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

/// <summary>The query parameters of a list that belongs to no organization.</summary>
internal sealed record PageQuery(
    [property: FromQuery(Name = "limit"), Description("Rows of a page, 1 to 1000; 50 if absent.")] string? Limit,
    [property: FromQuery(Name = "cursor"), Description("The next_cursor of an earlier page.")] string? Cursor)
{
    public PageRequest Page => PageRequest.Read(Limit, Cursor);
}
