namespace LlmGateway;

/// <summary>Where appsettings.json and config/ are: the working directory if it has them, else beside the program.</summary>
internal static class HomeDirectory
{
    public static string Find() =>
        File.Exists(Path.Combine(Directory.GetCurrentDirectory(), "config", "models.json")) ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;

    /// <summary>The folder of models.json, tiers.json and providers.json: setting <c>Config:Directory</c>, else <c>config</c>.</summary>
    public static string Config(IConfiguration configuration) => Path.GetFullPath(configuration["Config:Directory"] ?? Path.Combine(Find(), "config"));

    /// <summary>Adds config/providers.json below everything else, so that settings and environment variables override it.</summary>
    public static void AddProviders(this ConfigurationManager configuration, string directory)
    {
        var file = new Microsoft.Extensions.Configuration.Json.JsonConfigurationSource
        {
            FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(directory),
            Path = "providers.json",
            ReloadOnChange = true,
        };
        ((IConfigurationBuilder)configuration).Sources.Insert(0, file);
    }
}
