using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>
/// Text of the provider's that is sent back encrypted. Recorded calls have a token for some six characters beyond the first thousand; never more than one for four.
/// Reasoning from before the last message of the user is dropped by the provider, and counts in the bound only.
/// </summary>
internal sealed class EncryptedText
{
    private const int Wrapping = 1000;
    private const int UsualCharactersPerToken = 6;
    private const int LeastCharactersPerToken = 4;

    private long _reasoning;
    private long _compactions;

    public long Expected => checked(_reasoning + _compactions);

    public long Most { get; private set; }

    public void Reasoning(JsonElement? encrypted) => _reasoning = checked(_reasoning + Take(encrypted));

    public void Compaction(JsonElement? encrypted) => _compactions = checked(_compactions + Take(encrypted));

    public void ForgetReasoning() => _reasoning = 0;

    private long Take(JsonElement? encrypted)
    {
        if (encrypted is not { ValueKind: JsonValueKind.String } text) return 0;
        long length = JsonMarshal.GetRawUtf8Value(text).Length;
        Most = checked(Most + (length / LeastCharactersPerToken));
        return Math.Max(length - Wrapping, 0) / UsualCharactersPerToken;
    }
}
