using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

internal sealed record CascadeQuery(
    [property: FromQuery(Name = "cascade"), Description("true: revoke the live keys below it; without this they keep it from being disabled.")] string? Cascade)
{
    public bool IsCascade => Check.Flag(Cascade, "cascade");
}
