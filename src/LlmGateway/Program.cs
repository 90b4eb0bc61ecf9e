using LlmGateway;
using LlmGateway.Database;
using LlmGateway.Demo;
using LlmGateway.Simulator;

const string Usage = """
    LlmGateway: a reverse proxy in front of OpenAI, Gemini and HeyGen that cannot be overspent.

    Usage: dotnet run --project src/LlmGateway -- [command] [--Setting=value ...]

      (none)      serves on http://127.0.0.1:8080; settings also come from appsettings.json and the environment (Data__Directory for Data:Directory)
      demo        shows the main job with simulated providers: no account, no key, half a minute
      simulate    runs simulated providers, to put a gateway in front of
      migrate     brings the database to this version's tables, and ends

    Administration: dotnet run --project src/LlmGateway.Cli -- --help
    """;

switch (args)
{
    case ["demo", .. var rest]: return await DemoCommand.RunAsync(rest);
    case ["simulate", .. var rest]: return await SimulateCommand.RunAsync(rest, Console.Out, Shutdown.OnSignal());
    case ["migrate", .. var rest]: return await MigrateCommand.RunAsync(rest);
    case ["-h" or "--help" or "-?" or "help", ..]:
        Console.WriteLine(Usage);
        return 0;
    case [[not ('-' or '/'), ..] word, ..] when !word.Contains('=', StringComparison.Ordinal):
        await Console.Error.WriteLineAsync($"There is no command '{word}'.\n\n{Usage}");
        return 2;
    default: return await Gateway.RunAsync(args);
}
