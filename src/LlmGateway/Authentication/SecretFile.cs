namespace LlmGateway.Authentication;

/// <summary>A secret that the gateway makes for itself on a fresh machine: a file of the data directory that only its user can read.</summary>
internal static class SecretFile
{
    public static string ReadOrMake(DataDirectory directory, string name, Func<string> make)
    {
        var file = directory.Of(name);
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } secret)
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return secret;
        }

        return Write(file, make());
    }

    /// <summary>Whole or not at all: a secret that was half written would be another one after a restart.</summary>
    private static string Write(string file, string secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var draft = file + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, options))
        using (var writer = new StreamWriter(stream))
        {
            writer.WriteLine(secret);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
        return secret;
    }
}
