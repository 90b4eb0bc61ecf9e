using LlmGateway.Authentication;

namespace LlmGateway;

/// <summary>
/// The folder of everything that this process keeps on disk (setting <c>Data:Directory</c>, default <c>./data</c>): spool, SQLite ledger, generated
/// secrets. Held exclusively for the life of the process: two gateways on one spool would book each other's calls.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockFile = "lock";

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <exception cref="StartupRefusedException">The folder cannot be written, or another gateway holds it; the message says what to do.</exception>
    public static DataDirectory Open(IConfiguration configuration)
    {
        var path = Locate(configuration);
        try
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new(path, new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupRefusedException([$"The data directory {path} cannot be written. Give this user the right to, or set Data:Directory to another folder."]);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, LockFile)))
        {
            throw new StartupRefusedException([$"The data directory {path} is in use by another gateway. Each gateway needs one of its own (setting Data:Directory)."]);
        }
        catch (IOException exception)
        {
            throw new StartupRefusedException([$"The data directory {path} cannot be used: {exception.Message} Set Data:Directory to another folder."]);
        }
    }

    public static string Locate(IConfiguration configuration) => System.IO.Path.GetFullPath(configuration["Data:Directory"] is { Length: > 0 } told ? told : "data");

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();
}
