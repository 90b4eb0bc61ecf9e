using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace LlmGateway.Operations;

/// <summary>
/// The models, prices and tiers in force: config/models.json with config/prices.override.json, and config/tiers.json, read whole at start and again when they change.
/// An invalid file stops the start; a file that becomes invalid is logged and the old content stays.
/// </summary>
internal sealed class ModelFiles : IDisposable
{
    private readonly PhysicalFileProvider _files;
    private readonly ILogger<ModelFiles> _logger;
    private readonly IDisposable[] _watches;

    public ModelFiles(string directory, ILogger<ModelFiles> logger)
    {
        _logger = logger;
        _files = new PhysicalFileProvider(directory);
        Models = ReadModels();
        Tiers = TiersFile.Read(Bytes(TiersFile.Name));
        _watches =
        [
            Watch(ModelsFile.Name, () => Models = ReadModels()),
            Watch(ModelsFile.OverrideName, () => Models = ReadModels()),
            Watch(TiersFile.Name, () => Tiers = TiersFile.Read(Bytes(TiersFile.Name))),
        ];
    }

    public ModelCatalog Models { get; private set; }

    public ImmutableDictionary<string, Tier> Tiers { get; private set; }

    /// <summary>Raised after new tiers are in force.</summary>
    public event Action? Changed;

    /// <summary>What would be wrong if these bytes were put in place; nothing changes.</summary>
    /// <param name="overrides">True for the override beside the models in place, false for the models themselves.</param>
    public IReadOnlyList<string> ProblemsOf(byte[] bytes, bool overrides)
    {
        try
        {
            if (overrides) ModelsFile.Read(Bytes(ModelsFile.Name), bytes);
            else ModelsFile.Read(bytes);
            return [];
        }
        catch (ConfigurationInvalidException exception)
        {
            return exception.Problems;
        }
    }

    private ModelCatalog ReadModels() => File.Exists(Path.Combine(_files.Root, ModelsFile.OverrideName))
        ? ModelsFile.Read(Bytes(ModelsFile.Name), Bytes(ModelsFile.OverrideName))
        : ModelsFile.Read(Bytes(ModelsFile.Name));

    private byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(_files.Root, name));

    private IDisposable Watch(string name, Action read) => ChangeToken.OnChange(() => _files.Watch(name), () => Reload(name, read));

    private void Reload(string name, Action read)
    {
        try
        {
            read();
            Log.Reloaded(_logger, name);
            Changed?.Invoke();
        }
        catch (Exception exception) when (exception is ConfigurationInvalidException or IOException or UnauthorizedAccessException)
        {
            Log.ReloadRefused(_logger, name, exception.Message);
        }
    }

    public void Dispose()
    {
        foreach (var watch in _watches) watch.Dispose();
        _files.Dispose();
    }
}
