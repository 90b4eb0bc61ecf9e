namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>Paths of the repository, found above the tests' output.</summary>
public static class Repository
{
    private static readonly string s_root = Find();

    public static string Path(string relative) => System.IO.Path.Combine(s_root, relative);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "LlmGateway.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("LlmGateway.sln was not found above the tests.");
    }
}
