using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.Gemini;

namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>Which operation a path is, in each version of the API, and what objects it names.</summary>
public sealed class GeminiCatalogTests
{
    private static readonly OperationCatalog s_catalog = new(GeminiProvider.Instance);

    [Theory]
    [InlineData("POST", "models/gemini-2.5-flash:generateContent", "gemini.generate_content")]
    [InlineData("POST", "tunedModels/mine:streamGenerateContent", "gemini.stream_generate_content")]
    [InlineData("POST", "models/gemini-2.5-flash:countTokens", "gemini.count_tokens")]
    [InlineData("POST", "models/gemini-embedding-2:batchEmbedContents", "gemini.batch_embed_contents")]
    [InlineData("POST", "models/veo-3.1-generate-preview:predictLongRunning", "gemini.predict_long_running")]
    [InlineData("GET", "models/veo-3.1-generate-preview/operations/x1", "gemini.operation")]
    [InlineData("GET", "models", "gemini.models")]
    [InlineData("GET", "models/gemini-2.5-flash", "gemini.models")]
    [InlineData("POST", "interactions", "gemini.interactions")]
    [InlineData("GET", "interactions/v1_a", "gemini.interaction")]
    [InlineData("POST", "interactions/v1_a/cancel", "gemini.interaction_changes")]
    [InlineData("GET", "batches/b1", "gemini.batch")]
    [InlineData("POST", "batches/b1:cancel", "gemini.batch_changes")]
    [InlineData("GET", "files/f1", "gemini.file")]
    [InlineData("GET", "files/f1:download", "gemini.file_download")]
    [InlineData("POST", "files:register", "gemini.file_register")]
    [InlineData("PATCH", "cachedContents/c1", "gemini.cached_content_update")]
    [InlineData("POST", "fileSearchStores/s1:importFile", "gemini.file_search_import")]
    [InlineData("GET", "fileSearchStores/s1/upload/operations/o1", "gemini.file_search_store")]
    [InlineData("POST", "auth_tokens", "gemini.auth_tokens")]
    [InlineData("POST", "triggers/t1/executions", "gemini.triggers")]
    [InlineData("POST", "openai/chat/completions", "gemini.openai_chat_completions")]
    [InlineData("GET", "openai/models/models/gemini-2.5-flash", "gemini.models")]
    public void A_path_is_the_same_in_every_version(string method, string path, string operation)
    {
        foreach (var version in (string[])["v1", "v1beta", "v1alpha"]) Assert.Equal(operation, s_catalog.Recognise("gemini", method, $"/{version}/{path}")?.Operation.Name);
    }

    [Theory]
    [InlineData("POST", "/upload/v1beta/files", "gemini.file_upload")]
    [InlineData("PUT", "/upload/v1beta/fileSearchStores/s1:uploadToFileSearchStore", "gemini.file_search_upload")]
    [InlineData("GET", "/download/v1beta/files/f1:download", "gemini.file_download")]
    [InlineData("GET", "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent", "gemini.live")]
    public void A_path_outside_the_versions_is_known(string method, string path, string operation) => Assert.Equal(operation, s_catalog.Recognise("gemini", method, path)?.Operation.Name);

    [Theory]
    [InlineData("POST", "/v2/models/gemini-2.5-flash:generateContent")]
    [InlineData("POST", "/v1beta/models/gemini-2.5-flash:somethingNew")]
    [InlineData("POST", "/v1beta/models/gemini-2.5-flash")]
    [InlineData("POST", "/v1beta/dynamic/x:generateContent")]
    [InlineData("GET", "/v1beta/models/gemini-2.5-flash:generateContent")]
    [InlineData("POST", "/v1beta/openai/audio/speech")]
    [InlineData("POST", "/")]
    public void What_is_not_listed_is_not_known(string method, string path) => Assert.Null(s_catalog.Recognise("gemini", method, path));

    [Fact]
    public void Every_operation_says_what_it_holds_and_charges()
    {
        Assert.All(GeminiProvider.Instance.Operations, operation => Assert.False(string.IsNullOrWhiteSpace(operation.Booking), operation.Name));
        Assert.Equal(GeminiProvider.Instance.Operations.Length, GeminiProvider.Instance.Operations.Select(operation => operation.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("POST", "/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/f1"}}]}],"cachedContent":"cachedContents/c1"}""", "files/f1", "cachedContents/c1")]
    [InlineData("POST", "/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"file_data":{"f\u0069le_uri":"files/f2"}}]}],"tools":[{"fileSearch":{"fileSearchStoreNames":["fileSearchStores/s1","fileSearchStores/s2"]}}]}""", "files/f2", "fileSearchStores/s1", "fileSearchStores/s2")]
    [InlineData("POST", "/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"fileData":{"fileUri":"http://localhost:8080/gemini/v1beta/files/f3:download?alt=media"}},{"fileData":{"fileUri":"https://youtu.be/abc"}}]}]}""", "files/f3")]
    [InlineData("POST", "/v1beta/interactions", """{"model":"m","previous_interaction_id":"v1_a","input":[{"type":"image","uri":"files/f4"}]}""", "v1_a", "files/f4")]
    [InlineData("POST", "/v1beta/models/gemini-2.5-flash:batchGenerateContent", """{"batch":{"inputConfig":{"fileName":"files/in"}}}""", "files/in")]
    [InlineData("POST", "/v1beta/models/gemini-2.5-flash:countTokens", """{"contents":[{"parts":[{"fileData":{"fileUri":"files/f5"}}]}]}""", "files/f5")]
    [InlineData("POST", "/v1beta/models/veo:predictLongRunning", """{"instances":[{"video":{"uri":"https://generativelanguage.googleapis.com/v1beta/files/f6:download?alt=media"}}]}""", "files/f6")]
    [InlineData("POST", "/v1beta/models/m:generateContent", """{"contents":[{"parts":[{"fileData":{"fileUri":"files/f7"}}]}],"broken": """, "files/f7")]
    [InlineData("DELETE", "/v1beta/files/f8", "", "files/f8")]
    [InlineData("POST", "/v1beta/batches/b1:cancel", "", "batches/b1")]
    [InlineData("GET", "/v1beta/fileSearchStores/s1/documents/d1", "", "fileSearchStores/s1")]
    [InlineData("POST", "/v1beta/tunedModels/t1:generateContent", "{}", "tunedModels/t1")]
    public void Every_object_that_is_named_is_found(string method, string path, string body, params string[] names)
    {
        var call = s_catalog.Recognise("gemini", method, path)!;
        var request = new CallRequest { Method = method, Path = path, RouteValues = call.RouteValues, Body = System.Text.Encoding.UTF8.GetBytes(body), At = DateTimeOffset.UnixEpoch };
        Assert.Equal(names.ToImmutableArray(), call.Operation.References(request));
    }

    [Theory]
    [InlineData("x-goog-upload-url", "https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=A&upload_protocol=resumable", "http://gw/gemini/upload/v1beta/files?upload_id=A&upload_protocol=resumable")]
    [InlineData("X-Goog-Upload-Url", "http://127.0.0.1:5000/gemini/upload/v1beta/files?upload_id=A", "http://gw/gemini/upload/v1beta/files?upload_id=A")]
    [InlineData("x-goog-upload-status", "active", null)]
    public void An_upload_goes_on_through_the_gateway(string header, string value, string? expected)
    {
        foreach (var path in (string[])["/upload/v1beta/files", "/upload/v1beta/fileSearchStores/s1:uploadToFileSearchStore"])
        {
            Assert.Equal(expected, s_catalog.Recognise("gemini", "POST", path)!.Operation.RewriteHeader(header, value, "http://gw/gemini"));
        }
    }
}
