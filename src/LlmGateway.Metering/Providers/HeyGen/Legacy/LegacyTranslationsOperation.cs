using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>POST /v2/video_translate: one language, or several, each a job (fact sheet 2c). The mode is fast unless quality is asked for.</summary>
public sealed class LegacyTranslationsOperation : HeyGenSubmission
{
    private const int MostLanguages = 200;

    public override string Name => "heygen.legacy_translations";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v2/video_translate"), OperationRoute.Parse("POST /v2/video_translate/translate")];

    public override string Booking => "Held: a video of 300 seconds for each language. Charged: the finished translation's data.duration, the seconds held where it tells none, at the mode's price.";

    public override string PollPath(CallRequest request, string jobId) => $"/v2/video_translate/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var several = body.Root.Field("output_languages") is not null;
        if (!several) body.Root.RequiredText("output_language");
        var languages = several ? body.Root.RequiredTexts("output_languages", MostLanguages) : 1;
        return Videos($"legacy/translate_{body.Root.OneOf("mode", "fast", "quality")}", languages, SpokenTime.Unknown * languages);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate)
    {
        ImmutableArray<string> ids = [.. answer.Ids("video_translate_ids").Concat(answer.Ids("video_translate_id")).Distinct(StringComparer.Ordinal)];
        return JobAnswer.Submitted(answer, ids.FirstOrDefault()) with { JobIds = ids };
    }
}
