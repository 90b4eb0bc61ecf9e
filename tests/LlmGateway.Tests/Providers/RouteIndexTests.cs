using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Providers;

public sealed class RouteIndexTests
{
    private static readonly string[] s_words = ["v1", "v1beta", "models", "files", "a", "a:run", "b:run", "x:y", "", "responses", "chat"];
    private static readonly string[] s_templates = ["v1", "{version=v1|v1beta}", "models", "files", "{id}", "{model}", "{name}:run", "{model}:run", "responses"];

    private static readonly Gen<string> s_path = Gen.Int[0, s_words.Length - 1].Select(index => s_words[index]).Array[1, 5].Select(words => "/" + string.Join('/', words));

    private static readonly Gen<string> s_route = Gen.Select(
        Gen.OneOf("GET", "POST"), Gen.Int[0, s_templates.Length - 1].Select(index => s_templates[index]).Array[1, 4], Gen.Bool, (method, segments, rest) => $"{method} /{string.Join('/', Unique(segments))}{(rest ? "/{*rest}" : "")}");

    [Fact]
    public void The_index_finds_what_the_routes_themselves_match() =>
        Gen.Select(s_route.Array[1, 20], Gen.OneOf("GET", "POST", "PUT"), s_path).Sample((routes, method, path) =>
        {
            var operations = routes.Select((route, index) => new FreeOperation(index.ToString(System.Globalization.CultureInfo.InvariantCulture), route)).ToArray();
            var found = new RouteIndex(operations).Find(method, path);
            var slow = operations.Select(operation => (Operation: (Operation)operation, Values: operation.Routes[0].Match(method, path))).Where(match => match.Values is not null).ToArray();
            Assert.Equal(slow.Length == 0, found is null);
            if (found is null) return;
            var same = Assert.Single(slow, match => match.Operation == found.Operation);
            Assert.Equal(same.Values!.OrderBy(value => value.Key), found.RouteValues.OrderBy(value => value.Key));
        }, iter: 20_000);

    [Fact]
    public void A_literal_is_tried_before_a_template_and_the_rest_of_a_path_last()
    {
        var catalog = new RouteIndex([new FreeOperation("rest", "GET /v1/{*rest}"), new FreeOperation("template", "GET /v1/{id}/content"), new FreeOperation("literal", "GET /v1/files/content")]);
        Assert.Equal("literal", catalog.Find("GET", "/v1/files/content")!.Operation.Name);
        Assert.Equal("template", catalog.Find("GET", "/v1/x/content")!.Operation.Name);
        Assert.Equal("rest", catalog.Find("GET", "/v1/files/x")!.Operation.Name);
        Assert.Null(catalog.Find("GET", "/v1/"));
        Assert.Null(catalog.Find("GET", ""));
        Assert.Null(catalog.Find("GET", "v1/files"));
    }

    [Fact]
    public void Every_route_of_the_catalogue_leads_to_its_own_operation()
    {
        foreach (var provider in GoldenProviders.Catalog.Providers)
        {
            foreach (var operation in provider.Operations)
            {
                foreach (var route in operation.Routes)
                {
                    var path = "/" + string.Join('/', route.Segments.Select(segment => segment.IsLiteral ? segment.Text : Example(segment)));
                    Assert.Equal(operation.Name, GoldenProviders.Catalog.Recognise(provider.Name, route.Method, path)?.Operation.Name);
                }
            }
        }
    }

    [Fact]
    public void A_match_without_values_and_a_miss_allocate_next_to_nothing()
    {
        var catalog = GoldenProviders.Catalog;
        catalog.Recognise("openai", "POST", "/v1/chat/completions");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            catalog.Recognise("openai", "POST", "/v1/chat/completions");
            catalog.Recognise("openai", "POST", "/v1/no/such/path");
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 0, 64); // The answer itself.
    }

    /// <summary>Names of values are unique within a route.</summary>
    private static IEnumerable<string> Unique(string[] segments)
    {
        var names = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var segment in segments)
        {
            var name = RouteSegment.Parse(segment).Name;
            yield return name is null || names.Add(name) ? segment : "models";
        }
    }

    private static string Example(RouteSegment segment)
    {
        var close = segment.Text.IndexOf('}', StringComparison.Ordinal);
        var equals = segment.Text.IndexOf('=', StringComparison.Ordinal);
        return (equals < 0 ? "some-value" : segment.Text[(equals + 1)..close].Split('|')[0]) + segment.Text[(close + 1)..];
    }
}
