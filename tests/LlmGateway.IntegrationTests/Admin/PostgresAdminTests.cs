using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LlmGateway.Authentication;
using LlmGateway.IntegrationTests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.IntegrationTests.Admin;

/// <summary>The administration on PostgreSQL: numbers of changes, several gateways, a server that goes away, and how lists and reports scale.</summary>
public sealed class PostgresAdminTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Changes_of_many_writers_are_numbered_without_gaps_in_the_order_of_their_commits()
    {
        const int writers = 8, changes = 40;
        var connection = await postgres.Server.CreateDatabaseAsync();
        await using var first = await AdminProcess.StartAsync(connection);
        await using var second = await AdminProcess.StartAsync(connection);

        // A reader sees, again and again, what is committed: a prefix of the numbers each time, or a number was given out of order.
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var looks = 0;
            while (!done.IsCancellationRequested)
            {
                await using var context = first.Context();
                var seen = await context.PolicyChanges.AsNoTracking().OrderBy(change => change.Version).Select(change => change.Version).ToListAsync();
                Assert.Equal(Enumerable.Range(0, seen.Count).Select(number => (long)number), seen);
                looks++;
            }

            return looks;
        });

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var admin = (writer % 2 == 0 ? first : second).Admin;
            for (var number = 0; number < changes; number++)
            {
                // Every fifth is refused, in the middle of its transaction: it must leave no gap.
                var id = number % 5 == 4 ? "u-0-0" : $"u-{writer}-{number}";
                using var answer = await admin.PostAsJsonAsync("users", new { id });
                Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]);
            }
        })));
        await done.CancelAsync();
        Assert.True(await reading > 3);

        await using var context = first.Context();
        var users = await context.Users.OrderBy(user => user.Version).Select(user => user.Version).ToListAsync();
        Assert.Equal(writers * changes * 4 / 5, users.Count);
        Assert.Equal(Enumerable.Range(1, users.Count).Select(number => (long)number), users);
        Assert.Equal(users.Count, await context.Audit.CountAsync());
    }

    [Fact]
    public async Task A_change_by_one_gateway_is_soon_in_force_in_the_other()
    {
        var connection = await postgres.Server.CreateDatabaseAsync();
        await using var first = await AdminProcess.StartAsync(connection);
        await using var second = await AdminProcess.StartAsync(connection);
        var (id, secret) = await first.Admin.KeyAsync();
        Assert.False((await PolicyAsync(second, secret)).IsRevoked);

        await first.Admin.SendJsonAsync(HttpMethod.Delete, $"keys/{id}");
        Assert.True((await PolicyAsync(first, secret)).IsRevoked);
        await Eventually.ReachesAsync(() => PolicyAsync(second, secret), key => key.IsRevoked, "the revocation");
    }

    [Fact]
    public async Task While_the_server_is_down_or_hangs_known_keys_go_on_and_the_rest_is_refused_fast()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var gateway = await AdminProcess.StartAsync(await server.CreateDatabaseAsync());
        var (_, known) = await gateway.Admin.KeyAsync();
        var (_, unknown) = await gateway.Admin.KeyAsync();
        await PolicyAsync(gateway, known);

        await server.StopAsync();
        await RefusedAsync();
        using (var answer = await gateway.Admin.PostAsJsonAsync("users", new { id = "late" }))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("database_unavailable", (await answer.Content.ReadFromJsonAsync<JsonNode>())!["error"]!["code"]!.GetValue<string>());
        }

        await server.StartAgainAsync();
        await BackAsync();

        await server.FreezeAsync();
        await RefusedAsync();
        await server.ThawAsync();
        await BackAsync();

        async Task RefusedAsync()
        {
            await Eventually.ReachesAsync(async () => await FindAsync(KeyFormat.Generate()), answer => answer is KeyLookup.Unavailable, "the outage");

            // One question waits its two seconds, and nobody else does: a hundred that each waited would take minutes.
            await Task.Run(async () =>
            {
                for (var calls = 0; calls < 100; calls++)
                {
                    await PolicyAsync(gateway, known);
                    Assert.IsType<KeyLookup.Unavailable>(await FindAsync(unknown));
                }
            }).WaitAsync(TimeSpan.FromSeconds(60));
        }

        Task BackAsync() => Eventually.ReachesAsync(async () => await FindAsync(KeyFormat.Generate()), answer => answer is KeyLookup.Unknown, "the database");

        async Task<KeyLookup> FindAsync(string secret) => await gateway.Policies.FindKeyAsync(secret, CancellationToken.None);
    }

    [Fact]
    public async Task Every_route_works_on_postgres()
    {
        await using var gateway = await AdminProcess.StartAsync(await postgres.Server.CreateDatabaseAsync());
        var admin = gateway.Admin;
        await admin.SendJsonAsync(HttpMethod.Post, "organizations", new { id = "acme", name = "Acme", time_zone = "Europe/Berlin" });
        await admin.SendJsonAsync(HttpMethod.Patch, "organizations/acme", new { time_zone = "Asia/Tokyo" });
        await admin.SendJsonAsync(HttpMethod.Post, "teams", new { id = "t", name = "t", organization = "acme" });
        await admin.SendJsonAsync(HttpMethod.Post, "users", new { id = "u", team = "t", organization = "acme" });
        var (id, secret) = await admin.KeyAsync(new { organization = "acme", user = "u", expires_at = "2099-01-01T00:00:00.1234567+01:00", limits = new { monthly_token_limit = 5 } });
        Assert.Equal("2098-12-31T23:00:00.123456Z", (await admin.SendJsonAsync(HttpMethod.Get, $"keys/{id}"))["expires_at"]!.GetValue<string>());
        foreach (var subject in (string[])[$"key/{id}", "user/u?organization=acme", "team/t?organization=acme", "organization/acme", "upstream/openai/default"])
        {
            await admin.SendJsonAsync(HttpMethod.Put, $"limits/{subject}", new { monthly_cost_limit_usd = "5.00" });
            Assert.Equal("5", (await admin.SendJsonAsync(HttpMethod.Get, $"limits/{subject}"))["monthly_cost_limit_usd"]!.GetValue<string>());
            var usage = $"usage/{subject}";
            Assert.Equal("5", (await admin.SendJsonAsync(HttpMethod.Get, usage))["meters"]!["cost"]!["limit"]!.GetValue<string>());
            await admin.SendJsonAsync(HttpMethod.Get, usage + (usage.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "window=2026-01");
            await admin.SendJsonAsync(HttpMethod.Post, usage.Contains('?', StringComparison.Ordinal) ? usage.Replace("?", "/reset?", StringComparison.Ordinal) : usage + "/reset");
        }

        Assert.Equal(5, (await PolicyAsync(gateway, secret)).Organization.Limits!.MonthlyCostLimit / 1_000_000_000);
        Assert.StartsWith("lgw_", (await admin.SendJsonAsync(HttpMethod.Post, $"keys/{id}/rotate", new { grace_seconds = 60 }))["key"]!.GetValue<string>(), StringComparison.Ordinal);
        foreach (var list in (string[])["organizations", "teams?organization=acme", "users?organization=acme", "keys?organization=acme"]) Assert.NotEmpty((await admin.SendJsonAsync(HttpMethod.Get, list))["data"]!.AsArray());
        await admin.SendJsonAsync(HttpMethod.Delete, "organizations/acme?cascade=true");
        Assert.Empty(await admin.LedgerAsync("organization=*"));
        Assert.NotEmpty((await admin.SendJsonAsync(HttpMethod.Get, "audit?limit=1000"))["data"]!.AsArray());
        await admin.SendJsonAsync(HttpMethod.Get, "reports?group_by=user,team,api_key,organization,provider,model,operation,operation_type,day&organization=*");
    }

    [Fact]
    public async Task A_user_that_the_ledger_writer_makes_at_the_same_moment_is_a_conflict_and_no_outage()
    {
        await using var gateway = await AdminProcess.StartAsync(await postgres.Server.CreateDatabaseAsync());
        var answers = new List<HttpStatusCode>();
        for (var number = 0; number < 50; number++)
        {
            var id = $"u{number}";
            await using var context = gateway.Context();
            var written = context.Database.ExecuteSqlAsync($"""INSERT INTO users (organization_id, id, tier, is_active, version, created_at, updated_at) VALUES ('default', {id}, 'free', true, 0, now(), now()) ON CONFLICT DO NOTHING""");
            using var answer = await gateway.Admin.PostAsJsonAsync("users", new { id });
            await written;
            answers.Add(answer.StatusCode);
        }

        Assert.All(answers, status => Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]));
        await using var duplicate = gateway.Context();
        duplicate.Users.Add(new() { OrganizationId = "default", Id = "u1", Tier = "free", CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch });
        Assert.True(LlmGateway.Admin.DatabaseFailure.IsDuplicate(await Assert.ThrowsAsync<DbUpdateException>(() => duplicate.SaveChangesAsync())));
    }

    /// <summary>Keys, calls and their daily sums of a large gateway; PostgreSQL's own statistics tell how many rows were read to find an answer.</summary>
    [Fact]
    public async Task Lists_ledger_and_reports_read_by_index_and_never_a_whole_table()
    {
        var connection = await postgres.Server.CreateDatabaseAsync();
        await using (var loading = await AdminProcess.StartAsync(connection))
        {
            await using var context = loading.Context();
            context.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
            foreach (var statement in (string[])[Bulk.Keys, Bulk.DailyUsage, Bulk.Ledger, "ANALYZE"]) await context.Database.ExecuteSqlRawAsync(statement);
        }

        var before = await postgres.Server.RowsReadAsync(connection);
        await using (var gateway = await AdminProcess.StartAsync(connection))
        {
            var page = "";
            for (var pages = 0; pages < 5; pages++) page = (await gateway.Admin.SendJsonAsync(HttpMethod.Get, $"keys?limit=1000{page}"))["next_cursor"] is { } cursor ? $"&cursor={cursor}" : "";
            foreach (var route in (string[])
                     [
                         $"keys?limit=50{page}", "keys?limit=50&user=u7", "ledger?limit=50", "ledger?limit=50&user=u7", "ledger?limit=50&organization=*&to=2026-10-05",
                         "ledger?limit=50&from=2026-10-03&to=2026-10-04", "ledger?key=key_0000000007&limit=50", "ledger?request_id=req_77",
                         "reports?group_by=user,model&window=2026-10", "reports?group_by=day&window=2026-10&organization=*", "usage/organization/default?window=2026-10",
                     ])
            {
                await gateway.Admin.SendJsonAsync(HttpMethod.Get, route);
            }
        }

        var read = await postgres.Server.RowsReadAsync(connection);
        Assert.InRange(read["ledger"] - before["ledger"], 1, 5_000); // of 300,000
        Assert.InRange(read["keys"] - before["keys"], 5_000, 20_000); // of 200,000; five pages of 1,000 each are asked for
    }

    private static async Task<VirtualKey> PolicyAsync(AdminProcess gateway, string secret) =>
        Assert.IsType<KeyLookup.Found>(await gateway.Policies.FindKeyAsync(secret, CancellationToken.None)).Key;
}
