using Microsoft.Extensions.Configuration;

namespace LlmGateway.Tests.Authentication;

/// <summary>A folder of a test's own, deleted at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-keys-");

    public string Path => _directory.FullName;

    public DataDirectory Open() => DataDirectory.Open(new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", Path)]).Build());

    public void Dispose() => _directory.Delete(recursive: true);
}
