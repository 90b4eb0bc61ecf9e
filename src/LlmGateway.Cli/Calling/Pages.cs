using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Calling;

/// <summary>Lists: one page as the server sends it, or all of them joined into one.</summary>
internal static class Pages
{
    /// <summary>The server's largest page.</summary>
    private const string LargestPage = "1000";

    /// <param name="path">Makes the path with its filters anew for each page.</param>
    public static async Task<JsonNode?> GetAsync(
        AdminClient client, Func<AdminPath> path, string? limit, string? cursor, bool all, CancellationToken cancel)
    {
        if (!all) return await client.GetAsync(path().With("limit", limit).With("cursor", cursor), cancel);

        JsonArray rows = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = cursor; ;)
        {
            var page = await client.GetAsync(path().With("limit", limit ?? LargestPage).With("cursor", next), cancel);
            foreach (var row in page.Rows("data")) rows.Add(row?.DeepClone());
            next = page.Text("next_cursor");
            if (next is null) return new JsonObject { ["data"] = rows, ["next_cursor"] = null };
            if (!seen.Add(next)) throw new CommandFailedException(ExitCode.Failure, "The gateway sent the same cursor twice; the list would never end.");
        }
    }
}
