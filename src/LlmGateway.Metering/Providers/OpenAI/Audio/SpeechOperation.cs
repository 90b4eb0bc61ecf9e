using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>POST /v1/audio/speech (fact sheet 3.5 audio, 4.5): tts-1 is charged by characters, the others by tokens, which only the event stream reports.</summary>
public sealed class SpeechOperation : JsonOperation
{
    /// <summary>Of recorded speech: some 13 characters a second, and a second of silence around it.</summary>
    private const long CharactersPerSecond = 13;

    /// <summary>Spoken as slowly as it may be asked for.</summary>
    private const long SlowCharactersPerSecond = 4;
    private const long SlowPause = 5;

    public override string Name => "openai.audio_speech";

    public override OperationType Type => OperationType.Audio;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/audio/speech")];

    public override string Booking =>
        "Held: counted text and the tokens of slow speech (tts-1: characters). Charged: usage of speech.audio.done; for a plain sound, computed from its length; tts-1: characters.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new SpeechReader(estimate!, head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var name = body.Root.RequiredText("model");
        var input = body.Root.RequiredText("input");
        return ModelName.Normalise(name).StartsWith("tts-1", StringComparison.Ordinal) ? ByCharacters(name, input) : ByTokens(name, input, body, request, models);
    }

    private Estimate ByCharacters(string name, string input)
    {
        var characters = new Usage { Characters = input.EnumerateRunes().Count() };
        return new Estimate { Model = name, Type = Type, BoundKind = BoundKind.Proven, Expected = characters, Bound = characters };
    }

    private Estimate ByTokens(string name, string input, JsonBody body, CallRequest request, ModelCatalog models)
    {
        var text = new TextMeter(TokenCounter.For(models.Find("openai", name).Tokenizer), request.CountExactly);
        text.Add(input);
        text.Add(body.Root.Text("instructions"));
        var expected = SpeechTokens.Of(1000 * ((input.Length / CharactersPerSecond) + 1));
        var bound = SpeechTokens.Of(1000 * ((input.Length / SlowCharactersPerSecond) + SlowPause));
        return new Estimate
        {
            Model = name,
            Type = Type,
            BoundKind = BoundKind.Assumed,
            Expected = new() { InputTokens = text.Expected, OutputTokens = expected, AudioOutputTokens = expected },
            Bound = new() { InputTokens = text.Ceiling + SlowPause, AudioInputTokens = 0, ImageInputTokens = 0, OutputTokens = bound, AudioOutputTokens = bound, ImageOutputTokens = 0 },
            Streamed = body.Root.Text("stream_format") == "sse",
        };
    }
}
