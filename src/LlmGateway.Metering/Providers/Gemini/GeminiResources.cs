using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>What costs nothing (fact sheet 2b).</summary>
internal static class GeminiResources
{
    public static ImmutableArray<Operation> All { get; } =
    [
        new ResourceOperation("gemini.count_tokens", "POST models/{model}:countTokens", "POST models/{model}:computeTokens") { Names = true },
        new ResourceOperation("gemini.models", "GET models", "GET models/{model}", "GET openai/models", "GET openai/models/{*model}"),
        new ResourceOperation("gemini.openai_video_access", "GET openai/videos/{id}/content", "DELETE openai/videos/{id}") { Owned = "{id}" },
        new ResourceOperation("gemini.batches", "GET batches") { Lists = true },
        new ResourceOperation("gemini.batch_changes", "POST batches/{id}:cancel", "POST batches/{id}:delete", "DELETE batches/{id}") { Owned = "batches/{id}" },
        new ResourceOperation("gemini.interaction_changes", "POST interactions/{id}/cancel", "DELETE interactions/{id}") { Owned = "{id}" },
        new ResourceOperation("gemini.cached_content_list", "GET cachedContents") { Lists = true },
        new ResourceOperation("gemini.cached_content", "GET cachedContents/{id}", "DELETE cachedContents/{id}") { Owned = "cachedContents/{id}" },
        new ResourceOperation("gemini.file_upload", "POST /upload/{version}/files", "PUT /upload/{version}/files", "POST files") { Creates = true, Uploads = true, Downloads = true },
        new ResourceOperation("gemini.file_register", "POST files:register") { Creates = true },
        new ResourceOperation("gemini.files", "GET files") { Lists = true, Downloads = true },
        new ResourceOperation("gemini.file", "GET files/{id}", "DELETE files/{id}") { Owned = "files/{id}", Downloads = true },
        new ResourceOperation("gemini.file_search_stores", "GET fileSearchStores") { Lists = true },
        new ResourceOperation("gemini.file_search_store_create", "POST fileSearchStores") { Creates = true },
        new ResourceOperation("gemini.file_search_store", "GET fileSearchStores/{store}", "DELETE fileSearchStores/{store}", "PATCH fileSearchStores/{store}",
            "GET fileSearchStores/{store}/documents", "GET fileSearchStores/{store}/documents/{document}", "DELETE fileSearchStores/{store}/documents/{document}",
            "GET fileSearchStores/{store}/operations/{operation}", "GET fileSearchStores/{store}/upload/operations/{operation}") { Owned = "fileSearchStores/{store}" },
        new ResourceOperation("gemini.tuned_models", "GET tunedModels") { Lists = true },
        new ResourceOperation("gemini.tuned_model", "GET tunedModels/{tuned}", "DELETE tunedModels/{tuned}", "PATCH tunedModels/{tuned}",
            "GET tunedModels/{tuned}/operations/{operation}", "GET tunedModels/{tuned}/permissions", "GET tunedModels/{tuned}/permissions/{permission}") { Owned = "tunedModels/{tuned}" },
    ];
}
