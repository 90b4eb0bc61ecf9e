using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace LlmGateway.Tests.Config;

/// <summary>config/providers.json as YARP reads it.</summary>
public sealed class ProvidersFileTests : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IProxyConfig _config;

    public ProvidersFileTests()
    {
        var configuration = new ConfigurationManager();
        configuration.AddProviders(ShippedFiles.Directory);
        var services = new ServiceCollection().AddLogging();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection("ReverseProxy"));
        _services = services.BuildServiceProvider();
        _config = _services.GetRequiredService<IProxyConfigProvider>().GetConfig();
    }

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("openai", "https://api.openai.com/")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com/")]
    [InlineData("heygen", "https://api.heygen.com/")]
    public void Each_provider_has_a_route_a_cluster_of_its_name_and_the_real_host(string provider, string address)
    {
        var route = Assert.Single(_config.Routes, route => route.ClusterId == provider);
        Assert.Equal((provider, $"/{provider}/{{**path}}"), (route.Metadata!["Provider"], route.Match.Path));
        Assert.Equal($"/{provider}", route.Transforms!.Single()["PathRemovePrefix"]);
        Assert.Equal(address, _config.Clusters.Single(cluster => cluster.ClusterId == provider).Destinations!["default"].Address);
    }

    [Fact]
    public void Calls_may_be_silent_for_an_hour() => Assert.All(_config.Clusters, cluster => Assert.Equal(TimeSpan.FromHours(1), cluster.HttpRequest!.ActivityTimeout));

    [Fact]
    public void Connections_are_not_limited() =>
        Assert.All(_config.Clusters, cluster => Assert.Equal((true, null), (cluster.HttpClient!.EnableMultipleHttp2Connections, cluster.HttpClient.MaxConnectionsPerServer)));

    [Fact]
    public void Every_route_leads_to_a_cluster_and_names_a_provider()
    {
        Assert.All(_config.Routes, route => Assert.Contains(_config.Clusters, cluster => cluster.ClusterId == route.ClusterId));
        Assert.Equal(["gemini", "heygen", "openai"], _config.Routes.Select(route => route.Metadata!["Provider"]).Distinct().Order());
    }

    [Fact]
    public void Older_uploads_lead_to_the_host_that_takes_them() => Assert.Equal(
        ["/heygen/v1/asset", "/heygen/v1/talking_photo"], _config.Routes.Where(route => route.ClusterId == "heygen_upload").Select(route => route.Match.Path).Order());
}
