using LlmGateway.Metering;

namespace LlmGateway.Tests.Golden;

public sealed class GoldenCoverageTests
{
    private const int Fewest = 3;

    [Fact]
    public void Every_metered_operation_and_every_job_of_every_provider_has_three_cases()
    {
        var cases = GoldenFolder.All.CountBy(name => name.Split('/')[0]).ToDictionary();
        var missing = GoldenProviders.Catalog.Providers.SelectMany(provider => provider.Operations)
            .Where(operation => operation.Class is OperationClass.Metered or OperationClass.JobSubmission or OperationClass.JobRead)
            .Where(operation => cases.GetValueOrDefault(operation.Name) < Fewest)
            .Select(operation => $"{operation.Name}: {cases.GetValueOrDefault(operation.Name)}");
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_folder_is_named_after_an_operation()
    {
        Assert.NotEmpty(GoldenFolder.All);
        Assert.All(GoldenFolder.All, name => Assert.True(GoldenProviders.Catalog.Knows(name.Split('/')[0]), name));
    }
}
