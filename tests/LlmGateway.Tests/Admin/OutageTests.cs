using LlmGateway.Database;
using LlmGateway.Quotas;
using LlmGateway.Tests.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.Tests.Admin;

/// <summary>A database or a store that is away is a 503 that says which, and changes nothing.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData("GET", "keys", null)]
    [InlineData("GET", "usage/organization/default", null)]
    [InlineData("GET", "ledger", null)]
    [InlineData("GET", "reports", null)]
    [InlineData("GET", "audit", null)]
    [InlineData("POST", "users", "{}")]
    [InlineData("PUT", "limits/organization/default", "{}")]
    [InlineData("POST", "usage/organization/default/reset", null)]
    public async Task Without_a_database_the_administration_says_so(string method, string route, string? body)
    {
        SwitchedContexts? contexts = null;
        await using var host = await AdminHost.StartAsync(configure: services => services.AddSingleton<IDbContextFactory<GatewayContext>>(
            provider => contexts ??= new(new ContextFactory(provider.GetRequiredService<DatabaseOptions>()))));
        contexts!.IsAway = true;
        var answer = await host.SendAsync(new HttpMethod(method), route, body);
        answer.ExpectRefusal(503, "database_unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
        contexts.IsAway = false;
        (await host.GetAsync("keys")).Expect();
    }

    [Fact]
    public async Task Without_a_store_usage_says_so_and_nothing_is_reset()
    {
        var store = new AbsentStore();
        await using var host = await AdminHost.StartAsync(configure: services => services.AddSingleton<IQuotaStore>(store));
        var (id, secret) = await host.KeyAsync();
        foreach (var isReady in (bool[])[true, false])
        {
            store.IsReady = isReady;
            (await host.GetAsync($"usage/key/{id}")).ExpectRefusal(503, "quota_store_unavailable");
            (await host.PostAsync($"usage/key/{id}/reset")).ExpectRefusal(503, "quota_store_unavailable");
            (await host.SendAsync(HttpMethod.Get, "/quota/v1/me", token: secret)).ExpectRefusal(503, "quota_store_unavailable");
        }

        (await host.GetAsync($"limits/key/{id}")).Expect();
        Assert.DoesNotContain((await host.GetAsync("audit")).Expect()["data"]!.AsArray(), line => line!["action"]!.GetValue<string>() == "usage.reset");
    }

    [Fact]
    public async Task Two_writers_of_one_row_are_a_conflict_and_no_outage()
    {
        await using var host = await AdminHost.StartAsync();
        (await host.PostAsync("users", """{"id":"u"}""")).Expect(201);
        await using var context = await host.ContextAsync();
        context.Users.Add(new() { OrganizationId = "default", Id = "u", Tier = "free" });
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        Assert.True(LlmGateway.Admin.DatabaseFailure.IsDuplicate(refused));
    }

    [Fact]
    public async Task A_fault_of_ours_tells_nothing_of_its_inside()
    {
        await using var host = await AdminHost.StartAsync();
        await using (var context = await host.ContextAsync()) await context.Database.ExecuteSqlRawAsync("UPDATE organizations SET time_zone = 'Nowhere/Here'");
        var answer = await host.GetAsync("usage/organization/default");
        answer.ExpectRefusal(500, "internal_error");
        Assert.DoesNotContain("Nowhere", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", answer.Text, StringComparison.Ordinal);
    }
}
