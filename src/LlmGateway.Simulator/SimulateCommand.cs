using System.Globalization;
using Microsoft.AspNetCore.Connections;

namespace LlmGateway.Simulator;

/// <summary>The command <c>simulate</c>: providers that cost nothing, as an upstream for a staging gateway.</summary>
public static class SimulateCommand
{
    private const int DefaultPort = 8090;

    private const string Usage = """
        Usage: dotnet run --project src/LlmGateway -- simulate [--port N]

        Runs simulated OpenAI, Gemini and HeyGen on 127.0.0.1 (port 8090 unless told) until Ctrl+C. Any key is accepted.
        """;

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellation)
    {
        int port;
        switch (args)
        {
            case []: port = DefaultPort; break;
            case ["--port", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65_535: break;
            case ["-h" or "--help"]: await output.WriteLineAsync(Usage); return 0;
            default: await output.WriteLineAsync(Usage); return 2;
        }

        SimulatedProviders started;
        try
        {
            started = await SimulatedProviders.StartAsync(new SimulatorOptions { Port = port }, cancellation);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await output.WriteLineAsync($"{exception.Message} Choose another with --port.");
            return 1;
        }

        await using var providers = started;
        await output.WriteLineAsync($"""
            Simulated providers are listening.
              OpenAI  {providers.Address}openai/v1
              Gemini  {providers.Address}gemini
              HeyGen  {providers.Address}heygen
              bill    {providers.Address}_bill

            Put a gateway in front of them:
              OPENAI_API_KEY=x GEMINI_API_KEY=x HEYGEN_API_KEY=x \
              ReverseProxy__Clusters__openai__Destinations__default__Address={providers.Address}openai/ \
              ReverseProxy__Clusters__gemini__Destinations__default__Address={providers.Address}gemini/ \
              ReverseProxy__Clusters__heygen__Destinations__default__Address={providers.Address}heygen/ \
              ReverseProxy__Clusters__heygen_upload__Destinations__default__Address={providers.Address}heygen/ \
              dotnet run --project src/LlmGateway

            The request header X-Simulate makes a call meet something (words separated by commas):
            {SimulatedBehaviour.Words}

            Ctrl+C ends.
            """);
        await providers.WaitAsync(cancellation);
        return 0;
    }
}
