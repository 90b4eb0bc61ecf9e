using System.Text;
using System.Text.Json;
using CsCheck;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Providers.OpenAI;

/// <summary>A streamed chat, whose chunks mostly begin alike.</summary>
public sealed class ChatStreamReaderTests
{
    /// <summary>Members of a chunk, as they come and as they never should: nested text in front of the choices, usage there, an error.</summary>
    private static readonly string[] s_members =
    """
    "id":"chatcmpl-a"
    "id":"chatcmpl-b"
    "model":"gpt-4o-mini"
    "model":"gpt-4o"
    "service_tier":"default"
    "service_tier":"flex"
    "service_tier":null
    "metadata":{"text":"counted each time"}
    "error":null
    "error":{}
    "choices":[]
    "choices":[{"index":0,"delta":{"content":"Hello"}}]
    "choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":"{\"a\":1}"}}]}}]
    "usage":null
    "usage":{}
    "usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}
    "usage":{"prompt_tokens":3,"completion_tokens":9,"total_tokens":12}
    "broken":
    """.Split('\n');

    /// <summary>A few kinds of chunks, and a stream of them: so each comes again, after itself and after another.</summary>
    private static readonly Gen<string[]> s_stream =
        from kinds in Gen.Int[0, s_members.Length - 1].Array[1, 6].Select(indexes => $"{{{string.Join(',', indexes.Select(index => s_members[index]))}}}").Array[1, 4]
        from order in Gen.Int[0, kinds.Length - 1].Array[1, 10]
        select order.Select(index => kinds[index]).ToArray();

    [Fact]
    public void Chunks_that_begin_alike_are_read_as_chunks_that_do_not() =>
        Gen.Select(s_stream, Gen.Bool).Sample(AssertReadAsIfNoneBeganAlike, iter: 20_000);

    [Fact]
    public void A_service_tier_behind_the_choices_is_outdone_by_the_next_chunk_that_tells_one_in_front_of_them() => AssertReadAsIfNoneBeganAlike(
        [
            """{"service_tier":"default","choices":[],"service_tier":"flex"}""",
            """{"service_tier":"default","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}""",
        ],
        whole: true);

    private static void AssertReadAsIfNoneBeganAlike(string[] chunks, bool whole) =>
        Assert.Equal(Read(chunks.Select((chunk, i) => new string(' ', i) + chunk), whole), Read(chunks, whole));

    private static string Read(IEnumerable<string> chunks, bool whole)
    {
        var reader = new ChatStreamReader(TokenCounter.For("o200k_base"));
        foreach (var chunk in chunks) reader.Read(Encoding.UTF8.GetBytes($"data: {chunk}\n\n"));
        return $"{reader.OutputTokensSoFar} {JsonSerializer.Serialize(reader.Complete(whole), GoldenText.Shown)}";
    }
}
