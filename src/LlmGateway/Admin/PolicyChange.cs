using System.Text.Json;
using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>One administrative change, under way in its transaction: numbers for what it touches, and the line of the audit.</summary>
/// <param name="version">The newest number so far; nobody else can take the next ones before this transaction ends.</param>
internal sealed class PolicyChange(GatewayContext context, AdminCall call, DateTimeOffset now, long version)
{
    public GatewayContext Context => context;

    public DateTimeOffset Now => now;

    public CancellationToken Cancellation => call.Cancellation;

    public long Version { get; private set; } = version;

    /// <summary>Numbers a change of a subject; the subject's own row takes the number.</summary>
    public long Touch(Subject subject)
    {
        context.PolicyChanges.Add(new() { Version = ++Version, SubjectKind = subject.KindName, SubjectId = subject.Id, At = now });
        return Version;
    }

    /// <summary>Writes down who changed what. What is given must hold no secret.</summary>
    public void Audit(string action, Subject subject, string? organization, object? before, object? after) => context.Audit.Add(new()
    {
        At = now,
        Actor = AdminCall.Actor,
        Action = action,
        SubjectKind = subject.KindName,
        SubjectId = subject.OwnId,
        OrganizationId = organization,
        Before = Json(before),
        After = Json(after),
        RequestId = call.RequestId,
    });

    private static string? Json(object? value) => value is null ? null : JsonSerializer.Serialize(value, AdminJson.Options);
}
