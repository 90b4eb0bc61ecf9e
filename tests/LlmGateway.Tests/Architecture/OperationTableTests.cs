using LlmGateway.Metering;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Architecture;

/// <summary>The table of operations in src/README.md is the catalogue's own. <c>LLMGATEWAY_GOLDEN=write</c> writes it.</summary>
public sealed class OperationTableTests
{
    private const string Begin = "<!-- operations -->";
    private const string End = "<!-- /operations -->";

    private static readonly string s_map = Path.Combine(SourceTree.Root, "src", "README.md");

    [Fact]
    public void The_map_shows_every_operation_with_its_class_and_what_is_held_and_charged()
    {
        var map = File.ReadAllText(s_map);
        var (from, to) = (map.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, map.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from >= Begin.Length && to > from, $"src/README.md lacks {Begin} or {End}.");
        if (Environment.GetEnvironmentVariable("LLMGATEWAY_GOLDEN") == "write") File.WriteAllText(s_map, map[..from] + Table() + map[to..]);
        else Assert.Equal(Table(), map[from..to]);
    }

    [Fact]
    public void Every_operation_says_what_it_holds_and_charges() =>
        Assert.All(GoldenProviders.Catalog.Providers.SelectMany(provider => provider.Operations), operation => Assert.False(string.IsNullOrWhiteSpace(operation.Booking), operation.Name));

    private static string Table() => "\n" + string.Concat(GoldenProviders.Catalog.Providers.Select(provider =>
        $"\n**{provider.Name}**\n\n| operation | paths | class | what is held, what is charged, from which field |\n|---|---|---|---|\n"
        + string.Concat(provider.Operations.Select(Row)))) + "\n";

    private static string Row(Operation operation) => $"| `{operation.Name}` | {Paths(operation)} | {Class(operation)} | {operation.Booking.Replace("|", "\\|", StringComparison.Ordinal)} |\n";

    private static string Paths(Operation operation) =>
        string.Join("<br>", operation.Routes.GroupBy(route => route.Template).Select(paths => $"{string.Join(", ", paths.Select(route => route.Method))} `{paths.Key}`"));

    private static string Class(Operation operation) => operation.Class switch
    {
        OperationClass.Metered => "metered",
        OperationClass.JobSubmission => "job submission",
        OperationClass.JobRead => "job read",
        OperationClass.Free => "free",
        _ => "refused",
    };
}
