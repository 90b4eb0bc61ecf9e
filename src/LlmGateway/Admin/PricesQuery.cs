using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

/// <summary>The query parameters of the prices.</summary>
internal sealed record PricesQuery(
    [property: FromQuery(Name = "provider")] string? Provider,
    [property: FromQuery(Name = "model"), Description("A model as clients or answers name it; a dated snapshot finds its family's rows.")] string? Model,
    [property: FromQuery(Name = "at"), Description("Only what is in force on this day (UTC), for example 2026-12-01; from today on if absent.")] string? At);
