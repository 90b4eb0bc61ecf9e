using LlmGateway.Benchmarks;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Suites;

return args switch
{
    ["serve", "upstream"] => await FastUpstream.ServeAsync(),
    ["serve", "yarp", var upstream] => await BareYarp.ServeAsync(new Uri(upstream)),
    ["stage"] => await OpenStage.RunAsync(),
    _ => await SuiteCommands.RunAsync(args),
};
