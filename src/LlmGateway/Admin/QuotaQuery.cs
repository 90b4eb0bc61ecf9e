using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

internal sealed record QuotaQuery([property: FromQuery(Name = "subject"), Description("Whose usage is shown first: key (default), user or team.")] string? Subject);
