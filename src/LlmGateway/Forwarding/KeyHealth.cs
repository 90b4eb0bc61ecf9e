using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace LlmGateway.Forwarding;

/// <summary>
/// Which keys their provider has turned down lately: 401 and 403 (revoked, or not permitted), and 429 for as long as the answer says. They are passed over for a while
/// where there are others. Judged by each process for itself, from the answers that it sees.
/// </summary>
internal sealed class KeyHealth(IOptions<FailoverOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Provider, string Name), DateTimeOffset> _rests = new();

    public bool IsResting(UpstreamKey key) => _rests.TryGetValue((key.Provider, key.Name), out var until) && time.GetUtcNow() < until;

    public void Note(UpstreamKey key, HttpResponseMessage answer)
    {
        if (Pause(answer) is { } pause) _rests[(key.Provider, key.Name)] = time.GetUtcNow() + pause;
        else if (answer.IsSuccessStatusCode) _rests.TryRemove((key.Provider, key.Name), out _);
    }

    private TimeSpan? Pause(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => options.Value.Rest,
        HttpStatusCode.TooManyRequests when answer.Headers.RetryAfter?.Delta is { } told => told < options.Value.Rest ? told : options.Value.Rest,
        _ => null,
    };
}
