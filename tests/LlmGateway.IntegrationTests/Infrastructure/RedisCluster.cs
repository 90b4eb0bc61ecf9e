using System.Net;
using StackExchange.Redis;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>A Redis Cluster of three masters on 127.0.0.1, whose slots can be moved from one to another while they are used.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;

    private readonly RedisServer[] _nodes;

    private RedisCluster(RedisServer[] nodes) => _nodes = nodes;

    public string ConnectionString => string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}")) + ",allowAdmin=true";

    public static async Task<RedisCluster> StartAsync()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")));
        var cluster = new RedisCluster(nodes);
        for (var i = 0; i < nodes.Length; i++)
        {
            var (first, last) = (Slots * i / nodes.Length, (Slots * (i + 1) / nodes.Length) - 1);
            await cluster.RunAsync(i, "CLUSTER", "ADDSLOTSRANGE", first, last);
            if (i > 0) await cluster.RunAsync(0, "CLUSTER", "MEET", "127.0.0.1", nodes[i].Port);
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            var node = i;
            await Eventually.ReachesAsync(
                async () => (string?)await cluster.RunAsync(node, "CLUSTER", "INFO"), state => state!.Contains("cluster_state:ok", StringComparison.Ordinal) && state.Contains("cluster_known_nodes:3", StringComparison.Ordinal), "a cluster");
        }

        return cluster;
    }

    /// <summary>Index of the node that has the key's slot.</summary>
    public async Task<int> OwnerAsync(string key)
    {
        var slot = (int)await RunAsync(0, "CLUSTER", "KEYSLOT", key);
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (await OwnsAsync(i, slot)) return i;
        }

        throw new InvalidOperationException($"Nobody has slot {slot}.");
    }

    /// <summary>Moves the key's slot to the next node, key by key, as redis-cli does it.</summary>
    /// <returns>How many keys were moved.</returns>
    public async Task<int> MigrateAsync(string key)
    {
        var from = await OwnerAsync(key);
        var to = (from + 1) % _nodes.Length;
        var slot = (int)await RunAsync(0, "CLUSTER", "KEYSLOT", key);
        var (source, target) = ((string)(await RunAsync(from, "CLUSTER", "MYID"))!, (string)(await RunAsync(to, "CLUSTER", "MYID"))!);
        await RunAsync(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", source);
        await RunAsync(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", target);
        var moved = 0;
        while ((string[]?)await RunAsync(from, "CLUSTER", "GETKEYSINSLOT", slot, 100) is { Length: > 0 } keys)
        {
            await RunAsync(from, "MIGRATE", ["127.0.0.1", _nodes[to].Port, "", 0, 5000, "KEYS", .. keys]);
            moved += keys.Length;
        }

        foreach (var node in (int[])[to, from, 3 - to - from]) await RunAsync(node, "CLUSTER", "SETSLOT", slot, "NODE", target);
        return moved;
    }

    public async Task FlushScriptsAsync()
    {
        for (var i = 0; i < _nodes.Length; i++) await RunAsync(i, "SCRIPT", "FLUSH");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private async Task<bool> OwnsAsync(int node, int slot)
    {
        var ranges = (string)(await RunAsync(node, "CLUSTER", "NODES"))!;
        var own = ranges.Split('\n').First(line => line.Contains("myself", StringComparison.Ordinal)).Split(' ').Skip(8);
        return own.Where(range => !range.StartsWith('[')).Select(range => range.Split('-')).Any(range => slot >= int.Parse(range[0], null) && slot <= int.Parse(range[^1], null));
    }

    /// <summary>A command to one node, past the client's own routing.</summary>
    private async Task<RedisResult> RunAsync(int node, string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { new IPEndPoint(IPAddress.Loopback, _nodes[node].Port) }, AllowAdmin = true, CommandMap = CommandMap.Default });
        return await connection.GetServer(IPAddress.Loopback, _nodes[node].Port).ExecuteAsync(command, arguments);
    }
}
