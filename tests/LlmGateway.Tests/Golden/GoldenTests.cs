using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Golden;

/// <summary>Every folder beside this file is a case (README.md).</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenFolder.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_call_is_metered_as_its_folder_says(string name)
    {
        var folder = new GoldenFolder(name);
        var actual = GoldenRun.Of(folder).ToJsonString(GoldenText.Shown) + "\n";
        if (Environment.GetEnvironmentVariable("LLMGATEWAY_GOLDEN") == "write") folder.WriteExpected(actual);
        Assert.Equal(JsonNode.Parse(folder.Expected)?.ToJsonString(GoldenText.Shown) + "\n", actual);
    }
}
