using System.Text.Json;
using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Tests.Golden;
using LlmGateway.Tests.Json;

namespace LlmGateway.Tests.Providers.OpenAI;

/// <summary>Answers that were damaged on their way: no reader throws, and any split of the same bytes reads alike.</summary>
public sealed class ReaderRobustnessTests
{
    private static readonly GoldenFolder[] s_answers = [.. GoldenFolder.All.Where(name => name.StartsWith("openai.", StringComparison.Ordinal)).Select(name => new GoldenFolder(name)).Where(folder => folder.Response is not null)];

    [Fact]
    public void A_damaged_answer_is_read_alike_in_any_split_and_breaks_no_reader() =>
        Gen.Select(Gen.Int[0, s_answers.Length - 1], Mutations.Any, Splits.Any, Gen.Bool).Sample((index, mutations, split, whole) =>
        {
            var folder = s_answers[index];
            var bytes = Mutations.Apply(folder.Response!, mutations);
            Assert.Equal(Read(folder, bytes, [int.MaxValue], whole), Read(folder, bytes, split, whole));
        }, iter: 6_000);

    [Fact]
    public void A_damaged_request_is_estimated_or_refused_with_a_reason() =>
        Gen.Select(Gen.Int[0, s_answers.Length - 1], Mutations.Any).Sample((index, mutations) =>
        {
            var folder = s_answers[index];
            var (operation, request) = Call(folder);
            if (operation.Class is not (OperationClass.Metered or OperationClass.JobSubmission)) return;
            var damaged = request with { Body = Mutations.Apply(request.Body.ToArray(), mutations) };
            _ = operation.References(damaged);
            if (operation.Estimate(damaged, GoldenModels.Catalog) is EstimateResult.Rejected { Refusal: var refusal }) Assert.True(refusal.Status is 400 && refusal.Message.Length > 0);
        }, iter: 6_000);

    private static string Read(GoldenFolder folder, byte[] bytes, int[] split, bool whole)
    {
        var (operation, request) = Call(folder);
        var told = folder.Request["response"];
        var head = new ResponseHead(told?["status"]?.GetValue<int>() ?? 200, told?["content_type"]?.GetValue<string>() ?? folder.ResponseContentType);
        var estimate = operation.Class is OperationClass.Metered or OperationClass.JobSubmission ? ((EstimateResult.Estimated)operation.Estimate(request, GoldenModels.Catalog)).Estimate : null;
        var reader = operation.CreateReader(request, estimate, head);
        Splits.Feed(bytes, split, reader.Read);
        Assert.True(reader.OutputTokensSoFar >= 0);
        return JsonSerializer.Serialize(reader.Complete(whole), GoldenText.Shown);
    }

    private static (Operation Operation, CallRequest Request) Call(GoldenFolder folder)
    {
        var recognised = GoldenProviders.Catalog.Recognise(folder.Provider, GoldenRequest.Method(folder.Request), GoldenRequest.Path(folder.Request))!;
        return (recognised.Operation, GoldenRequest.Of(folder, recognised));
    }
}
