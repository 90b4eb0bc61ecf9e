using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/video-translations/proofreads: texts of translations to be read over before the videos are made; one for each language.</summary>
public sealed class ProofreadsOperation : HeyGenSubmission
{
    public const string Model = "video_translation/proofread";

    private const int MostLanguages = 200;

    public override string Name => "heygen.video_translation_proofreads";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/video-translations/proofreads")];

    public override string Booking => "Held and charged: one piece for each of output_languages, when its proofread has completed. HeyGen has told no pay-as-you-go price: where money is limited, refused until one is configured.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/video-translations/proofreads/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Items(Model, body.Root.RequiredTexts("output_languages", MostLanguages));

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate)
    {
        ImmutableArray<string> ids = [.. answer.Ids("proofread_ids")];
        return JobAnswer.Submitted(answer, ids.FirstOrDefault() ?? answer.Id("proofread_id", "id")) with { JobIds = ids };
    }
}
