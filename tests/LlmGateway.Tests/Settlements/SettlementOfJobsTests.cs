using LlmGateway.Metering;

namespace LlmGateway.Tests.Settlements;

public sealed class SettlementOfJobsTests
{
    private static readonly Usage s_two = new() { Videos = 2, VideoMilliseconds = 16_000, Resolution = "720p" };
    private static readonly Amounts s_heldForTwo = new(Calls: 1, Cost: 1_600_000_000, Videos: 2, VideoSeconds: 16_000);

    [Fact]
    public void A_job_that_tells_nothing_is_booked_as_it_was_asked_for() => Posts(s_two, new() { Videos = 2 }, s_heldForTwo, videos: 2, milliseconds: 16_000);

    [Fact]
    public void Of_two_videos_one_that_was_not_made_is_not_booked() => Posts(s_two, new() { Videos = 1 }, s_heldForTwo, videos: 1, milliseconds: 8_000);

    [Fact]
    public void What_a_job_tells_wins_over_what_was_asked_for() => Posts(s_two, new() { Videos = 2, VideoMilliseconds = 12_345 }, s_heldForTwo, videos: 2, milliseconds: 12_345);

    [Fact]
    public void One_of_several_jobs_of_a_call_is_booked_with_its_own_share() =>
        Posts(s_two, new() { Videos = 1 }, new(Cost: 800_000_000, Videos: 1, VideoSeconds: 8_000), videos: 1, milliseconds: 8_000, calls: 0);

    [Fact]
    public void A_video_longer_than_was_held_is_booked_in_full_and_the_excess_is_told()
    {
        var settlement = Posts(s_two, new() { Videos = 2, VideoMilliseconds = 20_000 }, s_heldForTwo, videos: 2, milliseconds: 20_000);
        Assert.Equal(400_000_000, settlement.Overrun);
    }

    [Fact]
    public void A_job_that_failed_gives_everything_back()
    {
        var failed = Ended.By(CallEnd.Whole, 200, new() { Job = JobState.Failed, Failed = true, AnythingSeen = true });
        var settlement = Settle.Decide(Ended.Reservation(s_heldForTwo, "film", s_two, OperationType.VideoGeneration), failed, Ended.Models);
        Assert.Equal((EntryKind.Void, Amounts.Zero), (settlement.Kind, settlement.Posted));
    }

    [Fact]
    public void A_job_whose_end_tells_no_usage_at_all_is_booked_at_the_hold()
    {
        var ended = Ended.By(CallEnd.Whole, 200, new() { Job = JobState.Succeeded, AnythingSeen = true });
        var settlement = Settle.Decide(Ended.Reservation(s_heldForTwo, "film", s_two, OperationType.VideoGeneration), ended, Ended.Models);
        Assert.Equal((s_heldForTwo, Certainty.Unknown), (settlement.Posted, settlement.Certainty));
    }

    private static Settlement Posts(Usage requested, Usage read, Amounts held, long videos, long milliseconds, long calls = 1)
    {
        var outcome = Ended.By(CallEnd.Whole, 200, Ended.Whole(read) with { Job = JobState.Succeeded, Computed = true });
        var settlement = Settle.Decide(Ended.Reservation(held, "film", requested, OperationType.VideoGeneration), outcome, Ended.Models);
        Assert.Equal(new Amounts(Calls: calls, Cost: milliseconds * 100_000, Videos: videos, VideoSeconds: milliseconds), settlement.Posted);
        Assert.Equal((Certainty.Computed, "720p"), (settlement.Certainty, settlement.Usage.Resolution));
        return settlement;
    }
}
