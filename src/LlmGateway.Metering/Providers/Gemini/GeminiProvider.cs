using LlmGateway.Metering.Providers.Gemini.Compatible;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>Gemini's catalogue: what is not listed is refused. The first route that matches counts, so a verb stands in front of the bare resource.</summary>
public static class GeminiProvider
{
    public static Provider Instance { get; } = new("gemini", new GeminiDialect(),
    [
        new GenerateContentOperation(),
        new StreamGenerateContentOperation(),
        new EmbedContentOperation(),
        new BatchEmbedContentsOperation(),
        new AsyncBatchEmbedContentOperation(),
        new PredictOperation(),
        new PredictLongRunningOperation(),
        new VideoJobOperation(),
        new BatchGenerateContentOperation(),
        new BatchOperation(),
        new InteractionsOperation(),
        new InteractionOperation(),
        new CachedContentsOperation(),
        new CachedContentUpdateOperation(),
        new FileSearchUploadOperation(),
        new FileSearchImportOperation(),
        new FileDownloadOperation(),
        new CompatibleChatOperation(),
        new CompatibleEmbeddingsOperation(),
        new CompatibleImagesOperation(),
        new CompatibleVideosOperation(),
        new CompatibleVideoOperation(),
        .. GeminiResources.All,
        .. GeminiRefused.All,
    ]);
}
