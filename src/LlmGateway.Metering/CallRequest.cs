using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>What an operation may look at in a request: no HTTP types, and never a credential.</summary>
public sealed record CallRequest
{
    /// <summary>Upper case: GET, POST, ...</summary>
    public required string Method { get; init; }

    /// <summary>Path behind the provider's prefix, decoded once, doubled slashes collapsed: <c>/v1/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Values of the route template, decoded once: <c>model</c>, <c>id</c>.</summary>
    public ImmutableDictionary<string, string> RouteValues { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Query parameters without credentials, in any case of their names; several values of one name are joined by commas, because a provider may read any of them.</summary>
    public ImmutableDictionary<string, string> Query { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Media type with its parameters as sent, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>Bytes of the body as announced by the request, for bodies that are streamed through unread; null if not announced.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The whole body; empty where there is none. Pooled by the caller: valid until the answer has begun and its reader is made.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the key or <c>X-LlmGateway-Operation</c> says the call is; null where the operation's own type counts.</summary>
    public OperationType? DeclaredType { get; init; }

    /// <summary>Tokens that earlier answers under these ids used, for input that an id hides; ids never seen are absent.</summary>
    public ImmutableDictionary<string, long> Remembered { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>True to count long text exactly instead of sampling it.</summary>
    public bool CountExactly { get; init; }

    /// <summary>When the call came in; chooses the price rows in force.</summary>
    public required DateTimeOffset At { get; init; }
}
