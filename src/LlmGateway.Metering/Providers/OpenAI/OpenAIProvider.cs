namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>OpenAI's catalogue: what is not listed is refused.</summary>
public static class OpenAIProvider
{
    public static Provider Instance { get; } = new("openai", new OpenAIDialect(),
    [
        new ChatCompletionsOperation(),
        new ResponsesOperation(),
        new EmbeddingsOperation(),
        new ImagesGenerationsOperation(),
        new VideosOperation(),
        new VideoOperation(),
        new FreeOperation("openai.video_access", "GET /v1/videos/{id}/content", "DELETE /v1/videos/{id}") { Owned = ["id"] },
        new FreeOperation("openai.models", "GET /v1/models", "GET /v1/models/{*model}"),
    ]);
}
