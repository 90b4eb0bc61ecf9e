using System.Collections.Immutable;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering;

/// <summary>
/// One kind of provider call: how it is recognised, estimated and read. Pure: no I/O, no clock, no state between calls.
/// One file per operation under Providers/, one line in the provider's catalogue, one golden folder.
/// </summary>
public abstract class Operation
{
    /// <summary><c>provider.operation</c>, for example <c>openai.chat_completions</c>.</summary>
    public abstract string Name { get; }

    public abstract OperationType Type { get; }

    public abstract OperationClass Class { get; }

    public abstract ImmutableArray<OperationRoute> Routes { get; }

    /// <summary>What is held, what is charged, and from which field: one or two sentences for the table of operations.</summary>
    public virtual string Booking => Class switch
    {
        OperationClass.Free => "Nothing is held or charged.",
        OperationClass.JobRead => "Nothing of its own: the first sight of a job's end settles what its submission holds.",
        OperationClass.Refused => "Never forwarded.",
        _ => "",
    };

    /// <summary>True if a failed attempt must not be sent a second time (it may have created a job or an image).</summary>
    public virtual bool CreatesOnce => Class == OperationClass.JobSubmission;

    /// <summary>Whether the body is read before forwarding (metered calls, and bodies that may name objects), or streamed through unread (uploads).</summary>
    public virtual BodyMode Body => Class is OperationClass.Metered or OperationClass.JobSubmission ? BodyMode.Buffered : BodyMode.Streamed;

    /// <summary>Ids of the provider's objects that the request names, in its path, its query or its (buffered) body; they must belong to the caller's organization. Never throws: a bad body is <see cref="Estimate"/>'s to refuse.</summary>
    public virtual ImmutableArray<string> References(CallRequest request) => [];

    /// <summary>True if an answer may create objects that later calls name; its reader then reports them.</summary>
    public virtual bool CreatesObjects => false;

    /// <summary>True if the answer of a free call may have to be changed on its way; <see cref="CreateRewriter"/> is asked then. Other calls are asked always.</summary>
    public virtual bool ChangesAnswers => false;

    /// <summary>True if the answer shows objects of the provider's whole account: refused where several organizations share it.</summary>
    public virtual bool ListsAccount => false;

    /// <summary>Reads the request: what is expected and what is held, or a precise refusal (400, 403). Not called for free operations and job reads.</summary>
    public virtual EstimateResult Estimate(CallRequest request, ModelCatalog models) =>
        throw new InvalidOperationException($"{Name} is not metered.");

    /// <summary>Reads usage (or a job's state) from the answer. <paramref name="estimate"/> is null for job reads.</summary>
    public virtual UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => NoUsageReader.Instance;

    /// <summary>What must be changed in the answer on its way to the client; null (the rule) if nothing.</summary>
    /// <param name="gatewayBase">Absolute address of this provider's prefix as the client sees it, without a slash at the end.</param>
    public virtual ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) => null;

    /// <summary>What must be changed in a header of the answer on its way to the client (an upload's address); null (the rule) if nothing.</summary>
    /// <param name="gatewayBase">As for <see cref="CreateRewriter"/>.</param>
    public virtual string? RewriteHeader(string name, string value, string gatewayBase) => null;

    /// <summary>For job reads: the id in the path of the job that is meant; null if the path names none.</summary>
    public virtual string? JobId(CallRequest request) => null;

    /// <summary>For job submissions, and for reads that name a job's successors: the path (behind the provider's prefix) that shows the job's state.</summary>
    public virtual string PollPath(CallRequest request, string jobId) => throw new InvalidOperationException($"{Name} creates no job.");
}
