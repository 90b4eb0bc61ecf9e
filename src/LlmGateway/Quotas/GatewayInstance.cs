using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>This gateway's own name, kept in its data directory: after a restart it knows its reservations again.</summary>
internal static class GatewayInstance
{
    public static string Of(DataDirectory data)
    {
        var file = data.Of("instance");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } name) return name;
        name = Ids.New("gw_", TimeProvider.System);
        File.WriteAllText(file, name);
        return name;
    }
}
