using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LlmGateway.Benchmarks.Parts;
using LlmGateway.Benchmarks.Report;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>Inner parts under BenchmarkDotNet.</summary>
internal static class PartsSuite
{
    public static Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(effort.Rounds);
        var folder = Directory.CreateTempSubdirectory("llmgateway-benchmark-");
        var config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddLogger(NullLogger.Instance).AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(folder.FullName).WithOptions(ConfigOptions.DisableOptimizationsValidator);
        try
        {
            var figures = new List<Figure>();
            foreach (var report in BenchmarkRunner.Run<InnerParts>(config).Reports.Concat(BenchmarkRunner.Run<StreamParts>(config).Reports))
            {
                var target = report.BenchmarkCase.Descriptor;
                var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? throw new InvalidOperationException($"{target.WorkloadMethod.Name} was not measured.");
                var time = FormattableString.Invariant($"{report.ResultStatistics!.Median:N0} ns");
                var what = $"{target.WorkloadMethodDisplayInfo.Trim('\'')}: bytes allocated";
                figures.Add(target.Type == typeof(StreamParts)
                    ? new("parts", what, bytes, 0, 0, MoreIsBetter: false, time)
                    : new("parts", what, bytes, null, null, MoreIsBetter: false, time));
            }

            return Task.FromResult<IReadOnlyList<Figure>>(figures);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
