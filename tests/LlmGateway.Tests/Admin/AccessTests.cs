using LlmGateway.Admin;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.Tests.Admin;

/// <summary>Who gets in: every route of the administration takes the admin token, and nothing else.</summary>
public sealed class AccessTests : AdminTest
{
    [Fact]
    public async Task Every_admin_route_requires_the_token_but_the_document()
    {
        var (_, virtualKey) = await Host.KeyAsync();
        var routes = Routes().Where(route => route.Path.StartsWith("/admin", StringComparison.Ordinal)).ToArray();
        Assert.True(routes.Length > 30, $"{routes.Length} routes");
        foreach (var (method, path, isPublic) in routes)
        {
            string?[] wrong = [null, "", virtualKey, AdminHost.Token[..^1], AdminHost.Token + "x", AdminHost.Token.ToUpperInvariant(), $"{AdminHost.Token} {AdminHost.Token}"];
            foreach (var token in wrong)
            {
                var answer = await Host.SendAsync(new HttpMethod(method), path, method is "GET" or "DELETE" ? null : "not even json", token);
                if (isPublic) answer.Expect();
                else answer.ExpectRefusal(401, "unauthorized");
            }
        }

        Assert.Equal("/admin/v1/openapi.json", Assert.Single(routes, route => route.IsPublic).Path);
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/v1")]
    [InlineData("/admin/v1/no/such/route")]
    [InlineData("/ADMIN/V1/keys")]
    [InlineData("/admin/v1/../v1/keys")]
    [InlineData("/admin/v1/openapi.json/..%2fkeys")]
    [InlineData("/admin/v2/keys")]
    public async Task Paths_below_admin_tell_nothing_without_the_token(string path)
    {
        (await Host.SendAsync(HttpMethod.Get, path, token: null)).ExpectRefusal(401, "unauthorized");
        Assert.NotEqual(401, (await Host.SendAsync(HttpMethod.Get, path)).Status);
    }

    [Theory]
    [InlineData("Authorization", "Basic {0}")]
    [InlineData("Authorization", "{0}")]
    [InlineData("X-Api-Key", "{0}")]
    [InlineData("x-goog-api-key", "{0}")]
    [InlineData("Cookie", "token={0}")]
    public async Task The_token_is_read_in_one_place_only(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.Address, "/admin/v1/keys"));
        request.Headers.TryAddWithoutValidation(header, string.Format(null, value, AdminHost.Token));
        (await Host.SendAsync(request)).ExpectRefusal(401, "unauthorized");
        (await Host.SendAsync(HttpMethod.Get, $"keys?key={AdminHost.Token}", token: null)).ExpectRefusal(401, "unauthorized");
    }

    [Fact]
    public async Task Two_authorization_headers_are_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.Address, "/admin/v1/keys"));
        request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {AdminHost.Token}", "Bearer other"]);
        (await Host.SendAsync(request)).ExpectRefusal(401, "unauthorized");
    }

    [Fact]
    public async Task The_admin_token_is_no_virtual_key() => (await Host.GetAsync("/quota/v1/me")).ExpectRefusal(401, "invalid_api_key");

    [Fact]
    public async Task Every_answer_has_a_request_id_of_its_own_and_is_not_cached()
    {
        AdminAnswer[] answers = [await Host.GetAsync("keys"), await Host.GetAsync("keys/none"), await Host.GetAsync("keys?limit=0"), await Host.SendAsync(HttpMethod.Get, "keys", token: null), await Host.GetAsync("/quota/v1/me")];
        Assert.All(answers, answer => Assert.Matches("^req_[0-9a-z]{26}$", answer.RequestId));
        Assert.Equal(answers.Length, answers.Select(answer => answer.RequestId).Distinct().Count());
        Assert.All(answers, answer => Assert.True(answer.Headers.CacheControl!.NoStore));
    }

    [Fact]
    public async Task Without_a_setting_the_token_is_made_into_the_data_directory_where_only_its_user_reads_it()
    {
        await using var host = await AdminHost.StartAsync(new() { ["Admin:Token"] = null });
        var directory = host.Services.GetRequiredService<DataDirectory>();
        var token = (await File.ReadAllTextAsync(directory.Of("admin-token"))).Trim();
        Assert.Matches("^adm_[0-9A-Za-z]{43}$", token);
        (await host.SendAsync(HttpMethod.Post, "keys", "{\"name\":\"k\"}", token)).Expect(201);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in (string[])["admin-token", "pepper"]) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.Of(file)));
        }
    }

    /// <summary>Every route of the process, with something in the place of its parameters.</summary>
    private IEnumerable<(string Method, string Path, bool IsPublic)> Routes() => Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
            (method, string.Concat(endpoint.RoutePattern.PathSegments.Select(segment => "/" + (segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "x"))),
             endpoint.Metadata.GetMetadata<PublicDocument>() is not null)));
}
