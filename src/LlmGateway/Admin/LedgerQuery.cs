using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

/// <summary>The query parameters of the ledger.</summary>
internal sealed record LedgerQuery(
    [property: FromQuery(Name = "organization"), Description("The organization; 'default' if absent, '*' for all. Where key or request_id is given, absent means all.")] string? Organization,
    [property: FromQuery(Name = "team")] string? Team,
    [property: FromQuery(Name = "user")] string? User,
    [property: FromQuery(Name = "key"), Description("Id of a key.")] string? Key,
    [property: FromQuery(Name = "provider")] string? Provider,
    [property: FromQuery(Name = "model")] string? Model,
    [property: FromQuery(Name = "operation_type")] string? OperationType,
    [property: FromQuery(Name = "request_id"), Description("The rows of one request.")] string? RequestId,
    [property: FromQuery(Name = "from"), Description("Admitted at this time or later; RFC 3339 or a date (UTC).")] string? From,
    [property: FromQuery(Name = "to"), Description("Admitted before this time; RFC 3339 or a date (UTC).")] string? To,
    [property: FromQuery(Name = "limit"), Description("Rows of a page, 1 to 1000; 50 if absent.")] string? Limit,
    [property: FromQuery(Name = "cursor"), Description("The next_cursor of an earlier page.")] string? Cursor);
