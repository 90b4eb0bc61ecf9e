using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>Real exchanges, read where they lie beside the repository; none on machines that do not have them.</summary>
internal static class RecordedTraffic
{
    private static readonly string s_file = Repository.Path("../shared/recordings/exchanges.jsonl");

    public static IReadOnlyList<RecordedLine> All { get; } = File.Exists(s_file) ? [.. File.ReadLines(s_file).Select(RecordedLine.Parse)] : [];
}
