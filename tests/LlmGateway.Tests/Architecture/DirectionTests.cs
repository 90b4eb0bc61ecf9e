using System.Text.RegularExpressions;

namespace LlmGateway.Tests.Architecture;

/// <summary>Who may know whom (src/README.md): rooms are folders, and a room's source names only what it may know.</summary>
public sealed partial class DirectionTests
{
    private static readonly string[] s_rooms =
        ["Pipeline", "Authentication", "Operations", "Quotas", "Forwarding", "Observation", "Jobs", "Ledger", "Database", "Admin", "Observability", "Demo"];

    [Fact]
    public void Metering_knows_no_web_framework_store_database_proxy_or_logger()
    {
        var references = typeof(Metering.Operation).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        string[] forbidden = ["Microsoft.AspNetCore", "StackExchange.Redis", "Microsoft.EntityFrameworkCore", "Yarp", "System.Net.Http", "Microsoft.Extensions.Logging", "Npgsql"];
        Assert.DoesNotContain(references, name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("StackExchange.Redis", "Quotas")]
    [InlineData("Microsoft.EntityFrameworkCore", "Database", "Ledger", "Admin", "Jobs", "Authentication")]
    [InlineData("Yarp.", "Pipeline", "Forwarding", "Jobs")]
    [InlineData("LlmGateway.Simulator", "Demo", ".")]
    public void Only_some_rooms_may_use(string library, params string[] rooms)
    {
        foreach (var (room, file) in GatewayFiles())
        {
            if (!rooms.Contains(room)) Assert.DoesNotMatch(new Regex(@"^\s*using (static )?" + Regex.Escape(library), RegexOptions.Multiline), File.ReadAllText(file));
        }
    }

    [Fact]
    public void Outside_Providers_no_code_names_a_provider()
    {
        // Config, demo and the catalogue's composition are where providers are listed.
        string[] composed = ["src/LlmGateway/Operations/OperationServices.cs"];
        var offenders = SourceTree.Files("src/LlmGateway", "*.cs").Concat(SourceTree.Files("src/LlmGateway.Metering", "*.cs"))
            .Where(file => !file.Contains("/Providers/", StringComparison.Ordinal) && !file.Contains("/Demo/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Where(file => !composed.Contains(SourceTree.Relative(file)))
            .Where(file => ProviderLiteral().IsMatch(CodeOf(file)));
        Assert.Empty(offenders.Select(SourceTree.Relative));
    }

    [Fact]
    public void Providers_never_reference_each_other()
    {
        string[] providers = ["OpenAI", "Gemini", "HeyGen"];
        foreach (var provider in providers)
        {
            foreach (var file in SourceTree.Files($"src/LlmGateway.Metering/Providers/{provider}", "*.cs"))
            {
                foreach (var other in providers.Where(name => name != provider)) Assert.DoesNotContain($"Providers.{other}", File.ReadAllText(file), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_source_folder_of_the_gateway_is_a_room_of_the_map()
    {
        var folders = Directory.GetDirectories(Path.Combine(SourceTree.Root, "src/LlmGateway")).Select(Path.GetFileName).Except(["bin", "obj", "Properties"]);
        Assert.Empty(folders.Except(s_rooms));
    }

    private static IEnumerable<(string Room, string File)> GatewayFiles() => SourceTree.Files("src/LlmGateway", "*.cs")
        .Select(file => (Path.GetRelativePath(Path.Combine(SourceTree.Root, "src/LlmGateway"), file).Split('/') is { Length: > 1 } parts ? parts[0] : ".", file));

    private static string CodeOf(string file) => string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    [GeneratedRegex("\"(openai|gemini|heygen)[\"./]", RegexOptions.IgnoreCase)]
    private static partial Regex ProviderLiteral();
}
