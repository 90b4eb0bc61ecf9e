using System.Net;
using LlmGateway.Forwarding;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.OpenAI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tests.Forwarding;

public sealed class KeyRotationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeyHealth _health;

    public KeyRotationTests() => _health = new(Options.Create(new FailoverOptions()), _time);

    [Theory]
    [InlineData(new[] { 3, 1 }, "aaba aaba")]
    [InlineData(new[] { 1, 1 }, "ab ab ab")]
    [InlineData(new[] { 5, 1, 1 }, "aabacaa aabacaa")]
    [InlineData(new[] { 7 }, "aaaa")]
    public void Keys_take_turns_by_their_weights_evenly_spread(int[] weights, string turns)
    {
        var rotation = Rotation([.. weights.Select((weight, i) => ($"{(char)('a' + i)}", weight, ""))]);
        foreach (var turn in turns.Replace(" ", "", StringComparison.Ordinal)) Assert.Equal($"{turn}", First(rotation));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public void A_key_that_was_turned_down_comes_last_until_its_rest_is_over(HttpStatusCode status)
    {
        var rotation = Rotation(("a", 1000, ""), ("b", 1, ""));
        _health.Note(Key("a"), new(status));
        Assert.Equal(["b", "a"], Next(rotation));
        Assert.Equal(["b", "a"], Next(rotation));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["a", "b"], Next(rotation));
    }

    [Fact]
    public void A_key_that_is_told_to_wait_rests_as_long_as_it_is_told_and_no_longer_than_the_setting()
    {
        var rotation = Rotation(("a", 1000, ""), ("b", 1, ""));
        _health.Note(Key("a"), TooMany(TimeSpan.FromSeconds(5)));
        Assert.Equal("b", First(rotation));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("a", First(rotation));
        _health.Note(Key("a"), TooMany(TimeSpan.FromDays(3)));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("b", First(rotation));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", First(rotation));
        _health.Note(Key("a"), TooMany(null));
        Assert.Equal("a", First(rotation));
    }

    [Fact]
    public void A_success_ends_the_rest_and_keys_that_all_rest_are_used_all_the_same()
    {
        var rotation = Rotation(("a", 1, ""), ("b", 1, ""));
        _health.Note(Key("a"), new(HttpStatusCode.Unauthorized));
        _health.Note(Key("b"), new(HttpStatusCode.Unauthorized));
        Assert.Equal(2, Next(rotation).Length);
        _health.Note(Key("b"), new(HttpStatusCode.OK));
        Assert.Equal("b", First(rotation));
        Assert.Equal("b", First(rotation));
    }

    [Fact]
    public void An_organizations_own_keys_are_used_by_it_alone_and_instead_of_the_shared_ones()
    {
        var rotation = Rotation(("a", 1, ""), ("b", 1, "acme"));
        Assert.Equal(["b"], Next(rotation, "acme"));
        Assert.Equal(["a"], Next(rotation, "other"));
    }

    [Fact]
    public void Without_a_key_the_refusal_says_which_setting_is_missing()
    {
        Assert.True(Rotation().Next("openai", "acme").Refused(out var refusal, out _));
        Assert.Equal(503, refusal.Status);
        Assert.Contains("OPENAI_API_KEY", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_of_one_name_are_no_configuration()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Keys(new() { ["OPENAI_API_KEY"] = "x", ["Upstreams:openai:default:Key"] = "y" }));
        Assert.Contains("openai/default", exception.Message, StringComparison.Ordinal);
    }

    private KeyRotation Rotation(params (string Name, int Weight, string Organization)[] keys)
    {
        Dictionary<string, string?> settings = [];
        foreach (var (name, weight, organization) in keys)
        {
            settings[$"Upstreams:openai:{name}:Key"] = "secret-" + name;
            settings[$"Upstreams:openai:{name}:Weight"] = weight.ToString(System.Globalization.CultureInfo.InvariantCulture);
            settings[$"Upstreams:openai:{name}:Organization"] = organization;
        }

        return new(Keys(settings), _health);
    }

    private static UpstreamKeys Keys(Dictionary<string, string?> settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new OperationCatalog(OpenAIProvider.Instance));

    private static string[] Next(KeyRotation rotation, string organization = "acme") => rotation.Next("openai", organization).Refused(out _, out var keys) ? [] : [.. keys.Select(key => key.Name)];

    private static string First(KeyRotation rotation) => Next(rotation)[0];

    private static UpstreamKey Key(string name) => new("openai", name, "secret-" + name, 1, null);

    private static HttpResponseMessage TooMany(TimeSpan? wait)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        if (wait is { } told) answer.Headers.RetryAfter = new(told);
        return answer;
    }
}
