namespace LlmGateway.Forwarding;

/// <summary>
/// Turns among keys by smooth weighted round robin (https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1): each key has its share in every
/// few calls, evenly spread. Without chance, so that shares hold for small numbers of calls too.
/// </summary>
internal sealed class KeyTurns(UpstreamKey[] keys)
{
    private readonly Lock _gate = new();
    private readonly int[] _credits = new int[keys.Length];
    private readonly int _total = keys.Sum(key => key.Weight);

    /// <summary>All keys, the one whose turn it is first, those that rest last.</summary>
    public UpstreamKey[] Next(Predicate<UpstreamKey> rests)
    {
        var resting = Array.ConvertAll(keys, key => rests(key));
        lock (_gate)
        {
            for (var i = 0; i < keys.Length; i++) _credits[i] += keys[i].Weight;
            int[] order = [.. Enumerable.Range(0, keys.Length).OrderBy(i => resting[i]).ThenByDescending(i => _credits[i])];
            _credits[order[0]] -= _total;
            return Array.ConvertAll(order, i => keys[i]);
        }
    }
}
