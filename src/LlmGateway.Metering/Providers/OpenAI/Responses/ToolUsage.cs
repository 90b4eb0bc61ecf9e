using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>What a response used beside its own model: <c>tool_usage</c> (fact sheet 3.3), and what the output items show where that is missing.</summary>
internal static class ToolUsage
{
    /// <summary>The image tool's model where neither request nor answer names one; the dearest that it may be.</summary>
    public const string ImageModel = "gpt-image-1";

    public const string SmallestContainer = "1g";

    private const string ContainerPrice = "tool:container";

    /// <param name="outputTypes">Types of the output items.</param>
    /// <param name="toolModels">Models of the tools, as the answer repeats them.</param>
    public static Usage Add(Usage usage, JsonElement? toolUsage, IReadOnlyList<string> outputTypes, IReadOnlyList<string> toolModels)
    {
        var images = outputTypes.Count(type => type == "image_generation_call");
        return usage with
        {
            WebSearches = toolUsage.Member("web_search").Long("num_requests") ?? Calls(outputTypes, "web_search_call"),
            FileSearches = toolUsage.Member("file_search").Long("num_requests") ?? Calls(outputTypes, "file_search_call"),
            Images = images > 0 ? images : usage.Images,
            Also = ChatUsage.Read(toolUsage.Member("image_gen")) is { Tokens: > 0 } drawn ? [Drawn(drawn, toolModels)] : [],
        };
    }

    public static Usage Container(string memory, long sessions) => new() { Model = ContainerPrice, Items = sessions, Resolution = memory };

    private static Usage Drawn(Usage drawn, IReadOnlyList<string> toolModels) => drawn with
    {
        Model = toolModels.Count > 0 ? toolModels[0] : ImageModel,
        ImageOutputTokens = drawn.ImageOutputTokens ?? drawn.OutputTokens,
    };

    private static long? Calls(IReadOnlyList<string> types, string wanted) => types.Count(type => type == wanted) is > 0 and var calls ? calls : null;
}
