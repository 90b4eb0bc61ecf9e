using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Quotas.Redis;

/// <summary>A script of Scripts/, embedded. Its text never changes under one name: a changed script is a new version, so that gateways of two releases can share a store as long as both read its layout (<see cref="RedisKeys.Generation"/>).</summary>
internal sealed class RedisScript
{
    [SuppressMessage("Security", "CA5350", Justification = "SHA-1 is the name by which Redis knows a loaded script, not a protection.")]
    private RedisScript(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"LlmGateway.Quotas.Scripts.{name}.lua") ?? throw new InvalidOperationException($"The script {name} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        (Name, Text) = (name, reader.ReadToEnd());
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    public static RedisScript Reserve { get; } = new("reserve_v4");
    public static RedisScript Settle { get; } = new("settle_v4");
    public static RedisScript Bind { get; } = new("bind_v2");
    public static RedisScript Find { get; } = new("find_v1");
    public static RedisScript Move { get; } = new("move_v2");
    public static RedisScript Restore { get; } = new("restore_v2");
    public static RedisScript Renew { get; } = new("renew_v1");
    public static RedisScript Due { get; } = new("due_v1");
    public static RedisScript TakeJob { get; } = new("take_job_v2");
    public static RedisScript Reset { get; } = new("reset_v3");
    public static RedisScript Acknowledge { get; } = new("acknowledge_v1");
    public static RedisScript Remember { get; } = new("remember_v1");
    public static RedisScript Pulse { get; } = new("pulse_v1");
    public static RedisScript Seed { get; } = new("seed_v2");
    public static RedisScript Fill { get; } = new("fill_v3");
    public static RedisScript Open { get; } = new("open_v1");
    public static RedisScript Look { get; } = new("look_v2");
    public static RedisScript Unleased { get; } = new("unleased_v2");

    public string Name { get; }

    public string Text { get; }

    /// <summary>SHA-1 of the text, by which Redis knows a loaded script.</summary>
    public byte[] Hash { get; }
}
