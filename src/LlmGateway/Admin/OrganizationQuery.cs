using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

/// <summary>The query parameter of routes below an organization; <see cref="AdminCall"/> reads it.</summary>
internal sealed record OrganizationQuery(
    [property: FromQuery(Name = "organization"), Description("The organization in which ids are looked up; 'default' if absent.")] string? Organization);
