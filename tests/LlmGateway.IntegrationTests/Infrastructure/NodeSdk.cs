using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>Runs one case of the official SDKs for Node (folder sdk/) and returns what the SDK's user sees.</summary>
public static class NodeSdk
{
    public static Task<JsonNode> OpenAIAsync(Uri gateway, string key, string name, string? simulate = null, params (string, string)[] environment) => RunAsync("openai.mjs", gateway, key, name, simulate, environment);

    public static Task<JsonNode> GeminiAsync(Uri gateway, string key, string name, string? simulate = null, params (string, string)[] environment) => RunAsync("gemini.mjs", gateway, key, name, simulate, environment);

    /// <summary>All steps of a script about a provider's other resources, in one process.</summary>
    public static async Task<JsonNode> ResourcesAsync(Uri gateway, string key, string script)
    {
        var result = await RunAsync(script, gateway, key, "all", null, []);
        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        return result["value"]!;
    }

    private static async Task<JsonNode> RunAsync(string script, Uri gateway, string key, string name, string? simulate, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Repository.Path("tests/LlmGateway.IntegrationTests/sdk"), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])(simulate is null ? [script, name] : [script, name, simulate])) start.ArgumentList.Add(argument);
        start.Environment["GATEWAY"] = gateway.ToString().TrimEnd('/');
        start.Environment["KEY"] = key;
        foreach (var (variable, value) in environment) start.Environment[variable] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        var line = (await output).Trim().Split('\n')[^1];
        Assert.True(line.StartsWith('{'), $"{script} {name} printed no result: {line} {await errors}");
        return JsonNode.Parse(line)!;
    }
}
