using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Admin;

/// <summary>Pages: newest first, nothing twice, nothing left out, null at the end.</summary>
public sealed class ListTests : AdminTest
{
    [Theory]
    [InlineData("organizations", 8)] // and the one that is there from the start
    [InlineData("teams", 7)]
    [InlineData("users", 7)]
    [InlineData("keys", 7)]
    public async Task Pages_lead_from_the_newest_to_the_oldest(string route, int count)
    {
        var made = new List<string>();
        for (var number = 0; number < 7; number++)
        {
            // Some at the same instant: then the id decides.
            if (number % 3 == 0) Host.Time.Advance(TimeSpan.FromMilliseconds(1));
            var body = route == "users" ? "{}" : """{"name":"n"}""";
            made.Add((await Host.PostAsync(route, body)).Expect(201)["id"]!.GetValue<string>());
        }

        foreach (var limit in (int[])[1, 2, 3, 7, 8, 1000])
        {
            var rows = await AllAsync($"{route}?limit={limit}", limit);
            Assert.Equal(count, rows.Count);
            Assert.Equal(rows.Count, rows.Select(row => row["id"]!.GetValue<string>()).Distinct().Count());
            var times = rows.Select(row => row["created_at"]!.GetValue<string>()).ToArray();
            Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
            Assert.Superset(made.ToHashSet(), rows.Select(row => row["id"]!.GetValue<string>()).ToHashSet());
        }
    }

    [Fact]
    public async Task A_page_has_fifty_rows_if_not_told_otherwise()
    {
        for (var number = 0; number < 51; number++) await Host.PostAsync("users", "{}");
        var page = (await Host.GetAsync("users")).Expect();
        Assert.Equal(50, page["data"]!.AsArray().Count);
        Assert.NotNull(page["next_cursor"]);
    }

    [Fact]
    public async Task What_is_added_meanwhile_does_not_move_the_pages()
    {
        for (var number = 0; number < 3; number++) await Host.PostAsync("users", $$"""{"id":"u{{number}}"}""");
        var first = (await Host.GetAsync("users?limit=2")).Expect();
        Host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Host.PostAsync("users", """{"id":"late"}""");
        var second = (await Host.GetAsync($"users?limit=2&cursor={first["next_cursor"]}")).Expect();
        Assert.Equal("u0", Assert.Single(second["data"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Null(second["next_cursor"]);
    }

    [Fact]
    public async Task Lists_show_one_organization_and_keys_one_owner()
    {
        await Host.PostAsync("organizations", """{"id":"acme","name":"Acme"}""");
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users", """{"id":"u"}""");
        await Host.PostAsync("users?organization=acme", """{"id":"other"}""");
        var (ofUser, _) = await Host.KeyAsync("\"user\":\"u\"");
        var (ofTeam, _) = await Host.KeyAsync("\"team\":\"t\"");
        await Host.KeyAsync("\"organization\":\"acme\"");
        Assert.Equal(["u"], await IdsAsync("users"));
        Assert.Equal(["other"], await IdsAsync("users?organization=acme"));
        Assert.Equal(2, (await IdsAsync("keys")).Length);
        Assert.Equal([ofUser], await IdsAsync("keys?user=u"));
        Assert.Equal([ofTeam], await IdsAsync("keys?team=t"));
        Assert.Single(await IdsAsync("keys?organization=acme"));
    }

    private async Task<string[]> IdsAsync(string route) => [.. (await Host.GetAsync(route)).Expect()["data"]!.AsArray().Select(row => row!["id"]!.GetValue<string>())];

    private async Task<List<JsonNode>> AllAsync(string route, int limit)
    {
        var rows = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = (await Host.GetAsync(cursor is null ? route : $"{route}&cursor={cursor}")).Expect();
            Assert.InRange(page["data"]!.AsArray().Count, 0, limit);
            rows.AddRange(page["data"]!.AsArray()!);
            cursor = page["next_cursor"]?.GetValue<string>();
            if (cursor is null) return rows;
        }
    }
}
