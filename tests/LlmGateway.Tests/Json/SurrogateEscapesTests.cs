using System.Text;
using LlmGateway.Metering.Json;

namespace LlmGateway.Tests.Json;

public sealed class SurrogateEscapesTests
{
    [Theory]
    [InlineData("""{"a":"plain"}""", true)]
    [InlineData("""{"a":"\u00e9\n\t\\"}""", true)]
    [InlineData("""{"a":"\ud83d\ude00"}""", true)]
    [InlineData("""{"a":"\\ud83d is text"}""", true)]
    [InlineData("""{"a":"\ud83d"}""", false)]
    [InlineData("""{"a":"\ude00"}""", false)]
    [InlineData("""{"a":"\ud83d\n"}""", false)]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", false)]
    [InlineData("""{"a":"\\\ud83d"}""", false)]
    [InlineData("""{"a":"\ud8""", true)] // No escape at all: the JSON reader refuses it.
    public void Half_of_a_pair_is_seen(string json, bool whole) => Assert.Equal(whole, SurrogateEscapes.AreWhole(Encoding.UTF8.GetBytes(json)));
}
