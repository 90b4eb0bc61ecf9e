using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.IntegrationTests.Jobs;

/// <summary>The rules of a shared account, held against every path of the catalogue.</summary>
public sealed partial class CatalogueOwnershipTests(TwoOrganizations two) : IClassFixture<TwoOrganizations>
{
    /// <summary>The gateway waits a moment for an id that may be remembered in just this moment.</summary>
    private static readonly ParallelOptions s_parallel = new() { MaxDegreeOfParallelism = 16 };

    private OperationCatalog Catalog => two.Stage.Services.GetRequiredService<OperationCatalog>();

    [Fact]
    public async Task An_object_that_was_never_seen_is_a_404_on_every_path_that_names_one()
    {
        var named = Calls().Where(call => call.Operation.References(call.Request).Length > 0 && !call.Operation.ListsAccount).ToArray();
        Assert.InRange(named.Length, 150, 1000);
        var before = two.Provider.Calls.Count;
        ConcurrentBag<string> open = [];
        await Parallel.ForEachAsync(named, s_parallel, async (call, cancellation) =>
        {
            using var response = await two.SendAsync(two.Theirs, call.Text, call.Json);
            if (response.StatusCode != HttpStatusCode.NotFound || response.Headers.GetValues("X-LlmGateway-Error").Single() != "not_found") open.Add($"{call.Text}: {(int)response.StatusCode}");
        });

        Assert.Empty(open);
        Assert.Equal(before, two.Provider.Calls.Count);
    }

    [Fact]
    public async Task Lists_of_a_shared_account_are_refused_on_every_path_that_lists()
    {
        var lists = Calls().Where(call => call.Operation.ListsAccount).ToArray();
        Assert.InRange(lists.Length, 30, 1000);
        var before = two.Provider.Calls.Count;
        foreach (var call in lists)
        {
            foreach (var secret in (string[])[two.Ours, two.Trusting])
            {
                using var response = await two.SendAsync(secret, call.Text, call.Json);
                Assert.Equal((call.Text, HttpStatusCode.Forbidden), (call.Text, response.StatusCode));
                Assert.Equal("shared_account_listing", response.Headers.GetValues("X-LlmGateway-Error").Single());
            }
        }

        Assert.Equal(before, two.Provider.Calls.Count);
    }

    [Fact]
    public async Task A_key_that_may_use_unknown_objects_reaches_the_provider_with_them()
    {
        var free = Calls("trusted").Where(call => call.Operation is { Class: OperationClass.Free or OperationClass.JobRead, ListsAccount: false } && call.Operation.References(call.Request).Length > 0).ToArray();
        Assert.InRange(free.Length, 100, 1000);
        await Parallel.ForEachAsync(free, s_parallel, async (call, cancellation) =>
        {
            using var response = await two.SendAsync(two.Trusting, call.Text, call.Json);
            Assert.Equal((call.Text, HttpStatusCode.OK), (call.Text, response.StatusCode));
        });
    }

    [Fact]
    public async Task A_single_organization_has_the_account_to_itself()
    {
        await using var stage = await Stage.StartAsync(two.Stage.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>().GetSection("ReverseProxy:Clusters").GetChildren()
            .ToDictionary(cluster => $"{cluster.Path}:Destinations:default:Address", cluster => cluster["Destinations:default:Address"]));
        var key = await stage.KeyAsync();
        await Parallel.ForEachAsync(Calls().Where(call => call.Operation.Class is OperationClass.Free or OperationClass.JobRead), s_parallel, async (call, cancellation) =>
        {
            using var request = Stage.Call(stage.Address, key.Secret, call.Text.Split(' ')[1], null);
            request.Method = new(call.Text.Split(' ')[0]);
            if (call.Json is not null) request.Content = new StringContent(call.Json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using var response = await stage.Client.SendAsync(request, cancellation);
            Assert.Equal((call.Text, HttpStatusCode.OK), (call.Text, response.StatusCode));
        });
    }

    /// <summary>Every route of every operation that is forwarded, with a made-up id in it: one of a test's own, because a call may make the gateway remember it.</summary>
    private IEnumerable<(Operation Operation, CallRequest Request, string Text, string? Json)> Calls(string id = "never-seen")
    {
        foreach (var provider in Catalog.Providers)
        {
            foreach (var operation in provider.Operations.Where(operation => operation.Class != OperationClass.Refused))
            {
                foreach (var route in operation.Routes)
                {
                    var path = Variable().Replace(route.Template, match => match.Groups["value"].Success ? match.Groups["value"].Value : id);
                    if (Catalog.Recognise(provider.Name, route.Method, path) is not { } recognised || recognised.Operation != operation) continue; // A route in front of it takes the made-up id for a word.
                    var request = new CallRequest { Method = route.Method, Path = path, RouteValues = recognised.RouteValues, At = TimeProvider.System.GetUtcNow() };
                    yield return (operation, request, $"{route.Method} {provider.Name}{path}", route.Method is "GET" or "DELETE" ? null : "{}");
                }
            }
        }
    }

    [GeneratedRegex(@"\{\*?[a-z_]+(=(?<value>[^|}]+)[^}]*)?\}")]
    private static partial Regex Variable();
}
