using LlmGateway.Metering;
using LlmGateway.Tests.Quotas.Contract;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>T19: gateways whose clocks are wrong admit into the month of the store's clock.</summary>
public sealed class WrongClockTests(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    [InlineData(-60 * 24 * 400)]
    [InlineData(60 * 24 * 400)]
    public async Task A_call_counts_in_the_month_of_the_stores_clock_whatever_the_gateways_clock_says(int minutes)
    {
        await using var stage = await RedisStore.StartAsync(fixture);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");
        var wrong = new FakeTimeProvider(stage.Now.AddMinutes(minutes));
        var calls = new Calls(stage);
        var request = calls.Request(10);
        foreach (var kind in Enum.GetValues<WindowKind>())
        {
            QuotaAccount Account(DateTimeOffset now) => new(calls.Key, Window.At(kind, now, zone), EffectiveLimits.Resolve(new() { Window = kind, MonthlyTokenLimit = 1000 }, null), 1);

            // As the admission does it: the windows of its own clock first, then those of the instant that the store tells.
            var (now, result) = (wrong.GetUtcNow(), (ReserveResult)new ReserveResult.WindowMoved(wrong.GetUtcNow()));
            for (var tries = 0; tries < 3 && result is ReserveResult.WindowMoved moved; tries++)
            {
                now = moved.Now;
                result = await stage.Store.ReserveAsync(request with { ReservationId = Calls.NewId(), Accounts = [Account(now)] }, default);
            }

            var reservation = Assert.IsType<ReserveResult.Granted>(result).Reservation;
            Assert.Equal(Window.At(kind, stage.Now, zone).Id, reservation.Accounts[0].WindowId);
            Assert.InRange(reservation.AdmittedAt, stage.Now.AddMinutes(-1), stage.Now.AddMinutes(1));
            await stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 10), default);
        }
    }
}
