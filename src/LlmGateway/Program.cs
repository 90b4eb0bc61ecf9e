using LlmGateway;
using LlmGateway.Database;
using LlmGateway.Demo;
using LlmGateway.Simulator;

return args switch
{
    ["demo", .. var rest] => await DemoCommand.RunAsync(rest),
    ["simulate", .. var rest] => await SimulateCommand.RunAsync(rest, Console.Out, Shutdown.OnSignal()),
    ["migrate", .. var rest] => await MigrateCommand.RunAsync(rest),
    _ => await Gateway.RunAsync(args),
};
