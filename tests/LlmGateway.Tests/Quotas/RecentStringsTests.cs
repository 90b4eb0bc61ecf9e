using System.Text.Json;
using CsCheck;
using LlmGateway.Quotas;

namespace LlmGateway.Tests.Quotas;

public sealed class RecentStringsTests
{
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.String, Gen.String[Gen.Char['a', 'c'], 0, 3], Gen.OneOf("grüße 👋", "\"quoted\\\"", new string('x', 64), new string('x', 65)));

    private readonly JsonSerializerOptions _options = new() { Converters = { new RecentStrings() } };

    [Fact]
    public void Whatever_was_read_before_a_string_is_read_as_it_was_written() => s_text.Array[1, 200].Sample(texts =>
    {
        // Half of a surrogate pair cannot be written.
        foreach (var text in texts.Where(text => !text.Any(char.IsSurrogate))) Assert.Equal(text, Read(text));
    }, iter: 500);

    [Fact]
    public void A_string_that_came_twice_is_not_made_again()
    {
        var (first, second, third, fourth) = (Read("organization"), Read("organization"), Read("organization"), Read("organization"));
        Assert.NotSame(first, second);
        Assert.Same(second, third);
        Assert.Same(third, fourth);
    }

    private string Read(string text) => JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(text), _options)!;
}
