using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.Tests.Admin;

/// <summary>The document describes what is there: every route, its parameters, bodies, answers and who may call it.</summary>
public sealed class OpenApiTests : AdminTest
{
    private static readonly string[] s_verbs = ["get", "put", "post", "delete", "patch"];

    [Fact]
    public async Task Every_route_is_in_the_document()
    {
        var described = Operations(await DocumentAsync()).Select(operation => operation.Name).Order(StringComparer.Ordinal).ToArray();
        var routes = Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !route.RoutePattern.RawText!.EndsWith("openapi.json", StringComparison.Ordinal))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText!.TrimEnd('/')}"))
            .Order(StringComparer.Ordinal).ToArray();
        Assert.True(routes.Length > 30, $"{routes.Length} routes");
        Assert.Equal(routes, described);
    }

    [Fact]
    public async Task Every_operation_has_a_summary_a_scheme_and_its_errors()
    {
        foreach (var (name, operation) in Operations(await DocumentAsync()))
        {
            Assert.False(string.IsNullOrEmpty(operation["summary"]?.GetValue<string>()), name);
            var scheme = Assert.Single(Assert.Single(operation["security"]!.AsArray())!.AsObject()).Key;
            Assert.Equal(name.Contains("/quota/", StringComparison.Ordinal) ? "virtual_key" : "admin_token", scheme);
            var responses = operation["responses"]!.AsObject();
            foreach (var status in (string[])["400", "401", "404", "503"])
            {
                Assert.Equal("#/components/schemas/ErrorBody", responses[status]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>());
            }

            Assert.Contains(responses, response => response.Key is "200" or "201");
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                Assert.Contains(parameter!["in"]!.GetValue<string>(), (string[])["path", "query"]);
                Assert.Equal(parameter["name"]!.GetValue<string>().ToLowerInvariant(), parameter["name"]!.GetValue<string>());
            }
        }
    }

    [Fact]
    public async Task Bodies_and_answers_have_the_names_that_go_over_the_wire()
    {
        var document = await DocumentAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.Equal(
            ["allowed_models", "allowed_operations", "expires_at", "limits", "may_name_users", "name", "operation_type", "organization", "team", "unknown_objects", "user"],
            schemas["NewKey"]!["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
        foreach (var (route, method, schema) in ((string, string, string)[])[("/admin/v1/keys", "post", "NewKey"), ("/admin/v1/users/{id}", "patch", "UserPatch"), ("/admin/v1/limits/{subject}/{id}", "put", "LimitsRecord"), ("/admin/v1/usage/{subject}/{id}/reset", "post", "UsageReset")])
        {
            Assert.EndsWith($"/{schema}", document["paths"]![route]![method]!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Equal("date-time", schemas["UserResource"]!["properties"]!["created_at"]!["format"]!.GetValue<string>());
        Assert.Equal(
            ["cursor", "from", "key", "limit", "model", "operation_type", "organization", "provider", "request_id", "team", "to", "user"],
            document["paths"]!["/admin/v1/ledger"]!["get"]!["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Contains("Id of the key, never the secret", schemas["LedgerResource"]!["properties"]!["api_key"]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_is_for_everybody_and_names_no_address() =>
        Assert.Empty((await Host.SendAsync(HttpMethod.Get, "/admin/v1/openapi.json", token: null)).Expect()["servers"]?.AsArray() ?? []);

    private async Task<JsonNode> DocumentAsync() => (await Host.GetAsync("openapi.json")).Expect();

    private static IEnumerable<(string Name, JsonNode Operation)> Operations(JsonNode document) => document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Where(verb => s_verbs.Contains(verb.Key)).Select(verb => ($"{verb.Key.ToUpperInvariant()} {path.Key}", verb.Value!)));
}
