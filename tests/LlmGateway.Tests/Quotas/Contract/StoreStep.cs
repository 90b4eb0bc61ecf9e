using System.Collections.Immutable;
using CsCheck;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Quotas.Contract;

/// <summary>One step of a random history of a store. Reservations and subjects are named by small numbers.</summary>
internal abstract record StoreStep
{
    private const int SubjectCount = 3;
    private const int ReservationCount = 12;

    private static readonly Gen<Amounts> s_amounts = Gen.Select(Gen.Long[0, 60], Gen.Long[0, 5000], Gen.Long[0, 3], (tokens, cost, images) => new Amounts(Tokens: tokens, Calls: 1, Cost: cost, Images: images));

    private static readonly Gen<SubjectLimits?> s_limits = Gen.Select(Gen.Long[0, 400], Gen.Long[0, 20_000], Gen.Int[0, 4], (tokens, cost, kind) => kind switch
    {
        0 => (SubjectLimits?)null,
        1 => new() { MonthlyTokenLimit = tokens },
        4 => new() { MonthlyTokenLimit = tokens, Window = WindowKind.Rolling30Days },
        2 => new() { MonthlyCostLimit = cost, MonthlyCallLimit = tokens / 4 },
        _ => new() { MonthlyTokenLimit = tokens, ImageGenerationLimit = tokens / 8, Enforcement = Enforcement.Shadow },
    });

    private static readonly Gen<ImmutableArray<int>> s_subjects = Gen.Int[1, (1 << SubjectCount) - 1].Select(mask => Enumerable.Range(0, SubjectCount).Where(subject => (mask & (1 << subject)) != 0).ToImmutableArray());

    private static readonly Gen<EntryKind> s_kind = Gen.Frequency((6, Gen.Const(EntryKind.Settle)), (2, Gen.Const(EntryKind.Void)), (2, Gen.Const(EntryKind.Expire)));

    /// <summary>A history of so many steps.</summary>
    public static Gen<StoreStep[]> History(int steps) => Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, ReservationCount - 1], s_subjects, s_limits, Gen.Long[0, 5], s_amounts, Gen.Long[0, 80], Gen.Long[0, 80])
            .Select((id, subjects, limits, version, amounts, want, least) => (StoreStep)new Reserve(id, subjects, limits, version, new(amounts, new(Tokens: 1, Cost: 7), Math.Max(want, least), least)))),
        (5, Gen.Select(Gen.Int[0, ReservationCount - 1], s_kind, Gen.Long[0, 150], Gen.Long[0, 9000], (id, kind, tokens, cost) => (StoreStep)new Resolve(id, kind, new(Tokens: tokens, Calls: 1, Cost: cost)))),
        (1, Gen.Select(Gen.Int[0, ReservationCount - 1], Gen.Int[1, 4], (id, jobs) => (StoreStep)new Bind(id, jobs))),
        (1, Gen.Select(Gen.Int[0, SubjectCount - 1], subject => (StoreStep)new Reset(subject)))).Array[steps];

    internal sealed record Reserve(int Id, ImmutableArray<int> Subjects, SubjectLimits? Limits, long Version, Hold Hold) : StoreStep;

    /// <summary>Resolves a reservation, or one of the parts that it was split into.</summary>
    internal sealed record Resolve(int Id, EntryKind Kind, Amounts Actual) : StoreStep;

    internal sealed record Bind(int Id, int Jobs) : StoreStep;

    internal sealed record Reset(int Subject) : StoreStep;
}
