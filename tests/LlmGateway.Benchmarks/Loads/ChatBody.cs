using System.Text;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>Chat calls as an SDK sends them.</summary>
internal static class ChatBody
{
    private const string System = "You are a careful assistant of a travel agency. Answer in the language of the question, in at most three sentences, and name the page of the handbook.";

    private static readonly string[] s_words =
        "the a of and to in is that for on with as was by it from at an be this which or were are have not had but they one you all can their there been if more when will would who so no out up into than them only some could time very what about after also many first".Split(' ');

    /// <summary>A JSON body of about so many bytes.</summary>
    public static string OfSize(int bytes, bool streamed = false)
    {
        var text = new StringBuilder();
        var random = new Random(20261125);
        while (text.Length < bytes - 330) text.Append(s_words[random.Next(s_words.Length)]).Append(random.Next(12) == 0 ? ". " : " ");
        return $$"""{"model":"gpt-4.1-mini","messages":[{"role":"system","content":"{{System}}"},{"role":"user","content":"{{text}}"}],"max_completion_tokens":256,"temperature":0.2{{(streamed ? ",\"stream\":true" : "")}}}""";
    }
}
