using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Config;

/// <summary>The schemas that editors check the files with say the same as the gateway's own reading.</summary>
public sealed class SchemaTests
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip };

    [Theory]
    [InlineData("models.json")]
    [InlineData("tiers.json")]
    [InlineData("providers.json")]
    public void Each_file_names_its_schema_and_keeps_to_it(string name)
    {
        var document = Read(name);
        var schema = Read(document["$schema"]!.GetValue<string>());
        Assert.Empty(JsonSchemaCheck.Run(schema, document));
    }

    [Theory]
    [InlineData("models.schema.json", """{"prices":[{"provider":"p","model":"m","unit":"usd_per_second","price":-1,"source":"s","date":"d"}]}""", "$.prices[0].price is too small")]
    [InlineData("models.schema.json", """{"prices":[{"provider":"p","model":"m","unit":"usd_per_fortnight","price":1,"source":"s","date":"d"}]}""", "$.prices[0].unit is none of")]
    [InlineData("models.schema.json", """{"prices":[{"provider":"p","model":"m","unit":"usd_per_second","price":1,"date":"d"}]}""", "$.prices[0] lacks source")]
    [InlineData("models.schema.json", """{"models":[{"provider":"p","prefix":"","context_window":1.5,"max_output":1}]}""", "$.models[0].context_window is not of type integer")]
    [InlineData("models.schema.json", """{"multipliers":[{"provider":"p","tier":"flex","factor":1,"source":"s","date":"d","valid_from":"soon"}]}""", "$.multipliers[0].valid_from does not look like")]
    [InlineData("models.schema.json", """{"modules":[]}""", "$.modules is not a known field")]
    [InlineData("tiers.schema.json", """{"gold":{"monthly_tokens":1}}""", "$.gold.monthly_tokens is not a known field")]
    [InlineData("tiers.schema.json", """{"gold":{"monthly_cost_limit_usd":5}}""", "$.gold.monthly_cost_limit_usd is not of type string")]
    [InlineData("providers.schema.json", """{"ReverseProxy":{"Routes":{},"Clusters":{"x":{"Destinations":{"default":{"Address":"api.example.com"}},"HttpRequest":{"ActivityTimeout":"01:00:00"}}}}}""", "$.ReverseProxy.Clusters.x.Destinations.default.Address does not look like")]
    public void A_schema_marks_what_is_wrong(string schema, string document, string problem) =>
        Assert.StartsWith(problem, Assert.Single(JsonSchemaCheck.Run(Read(schema), JsonNode.Parse(document)!), found => found.StartsWith(problem, StringComparison.Ordinal)));

    private static JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(ShippedFiles.Directory, name)), documentOptions: s_options)!.AsObject();
}
