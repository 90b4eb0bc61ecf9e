using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;

namespace LlmGateway.Cli.Rendering;

/// <summary>A new key: its secret, once, and what to paste so that unchanged SDKs use it.</summary>
internal static class NewKeyText
{
    public static void Write(TextWriter output, JsonNode? key, string what, string address)
    {
        var secret = key.Text("key") ?? throw new CommandFailedException(ExitCode.Failure, "The gateway's answer holds no secret.", "See `llmgw keys list`, and rotate the key to get one.");
        var name = key.Text("name") is { } given ? $" ({given})" : "";
        output.WriteLine(Cell.Clean($"Key {key.Text("id")}{name} {what}."));
        output.WriteLine($"""

              export LLMGW_KEY={Cell.Clean(secret)}

            This is the only time the secret is shown: the gateway keeps just a fingerprint of it. Store it now.

            With LLMGW_KEY set, paste what you use:

              # OpenAI SDKs (Python, Node)
              export OPENAI_BASE_URL={address}/openai/v1
              export OPENAI_API_KEY=$LLMGW_KEY

              # Google Gen AI SDKs
              export GOOGLE_GEMINI_BASE_URL={address}/gemini
              export GEMINI_API_KEY=$LLMGW_KEY

              # HeyGen: base URL {address}/heygen, the key in the header X-Api-Key
              curl {address}/heygen/v2/voices -H "X-Api-Key: $LLMGW_KEY"
            """);
    }
}
