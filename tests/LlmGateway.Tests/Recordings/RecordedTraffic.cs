using LlmGateway.Metering;
using LlmGateway.Tests.Architecture;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Recordings;

/// <summary>
/// Real exchanges, from <c>../shared/recordings/exchanges.jsonl</c> beside the repository. Where that folder is absent, the golden cases stand in for
/// them: fewer shapes, but the same demands.
/// </summary>
internal static class RecordedTraffic
{
    private static readonly string s_file = Path.GetFullPath(Path.Combine(SourceTree.Root, "../shared/recordings/exchanges.jsonl"));

    public static bool IsPresent { get; } = File.Exists(s_file);

    public static IReadOnlyList<RecordedExchange> Of(string provider) => IsPresent
        ? [.. File.ReadLines(s_file).Where(line => line.Contains($"\"provider\": \"{provider}\"", StringComparison.Ordinal) || line.Contains($"\"provider\":\"{provider}\"", StringComparison.Ordinal)).Select(RecordedExchange.Parse)]
        : [.. GoldenFolder.All.Select(name => new GoldenFolder(name)).Where(folder => folder.Provider == provider && folder.Response is not null).Select(OfGolden).OfType<RecordedExchange>()];

    /// <summary>A golden case whose answer ended by itself; its expected reading is the oracle.</summary>
    private static RecordedExchange? OfGolden(GoldenFolder folder)
    {
        var told = folder.Request["response"];
        if (told?["cut"]?.GetValue<bool>() == true || folder.IsPartial) return null;
        if (GoldenProviders.Catalog.Recognise(folder.Provider, GoldenRequest.Method(folder.Request), GoldenRequest.Path(folder.Request)) is not { } recognised) return null;
        var request = GoldenRequest.Of(folder, recognised);
        return new()
        {
            Id = folder.Name,
            Family = folder.Operation,
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            RequestBody = request.Body.ToArray(),
            RequestContentType = request.ContentType,
            Status = told?["status"]?.GetValue<int>() ?? 200,
            ResponseBody = folder.Response!,
            ResponseContentType = told?["content_type"]?.GetValue<string>() ?? folder.ResponseContentType,
            UsageRole = folder.Role(recognised.Operation.Class == OperationClass.JobRead),
            Usage = folder.ReportedUsage(),
        };
    }
}
