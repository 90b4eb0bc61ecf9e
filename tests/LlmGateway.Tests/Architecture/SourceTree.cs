using System.Runtime.CompilerServices;

namespace LlmGateway.Tests.Architecture;

/// <summary>The repository's own files, found from where this file was compiled.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal));

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // A deterministic build may write the path as it was, so the tests' output folder is the second way up.
        foreach (var start in (string[])[Path.GetDirectoryName(here)!, AppContext.BaseDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "LlmGateway.sln"))) return folder.FullName;
            }
        }

        throw new InvalidOperationException("LlmGateway.sln was not found above the tests.");
    }
}
