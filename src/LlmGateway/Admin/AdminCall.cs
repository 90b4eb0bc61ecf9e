using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>Who asks, and in which organization.</summary>
internal sealed record AdminCall(string RequestId, string? ToldOrganization, CancellationToken Cancellation)
{
    public const string RequestIdHeader = "X-LlmGateway-Request-Id";
    public const string DefaultOrganization = "default";

    /// <summary>Who changes things: holders of the admin token are not told apart.</summary>
    public const string Actor = "admin";

    /// <summary>In a filter: all organizations.</summary>
    public const string AllOrganizations = "*";

    /// <summary>The organization of <c>?organization=</c>, else <c>default</c>.</summary>
    public string Organization => ToldOrganization ?? DefaultOrganization;

    /// <summary>Called by the framework for a handler's parameter of this type.</summary>
    public static ValueTask<AdminCall> BindAsync(HttpContext http)
    {
        var told = http.Request.Query["organization"].ToString();
        return new(new AdminCall(RequestIdOf(http), told.Length > 0 ? told : null, http.RequestAborted));
    }

    public static string RequestIdOf(HttpContext http) => http.Response.Headers[RequestIdHeader].ToString();

    public static void GiveRequestId(HttpContext http, TimeProvider time) => http.Response.Headers[RequestIdHeader] = Ids.New(Ids.Request, time);

    /// <summary>The organization that a new record says it belongs to, else that of the query.</summary>
    public string OrganizationOf(string? inBody) => inBody is null || ToldOrganization is null || inBody == ToldOrganization
        ? inBody ?? Organization
        : throw Refuse.Invalid("The body and the query name different organizations.", "organization");
}
