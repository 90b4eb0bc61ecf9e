using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>Splits a reservation evenly among several jobs; the remainder, and the call itself, go with the first.</summary>
internal static class JobShares
{
    public static ImmutableArray<Reservation> Split(Reservation reservation, ImmutableArray<JobBinding> jobs)
    {
        if (jobs.Length == 1) return [reservation];
        var part = Amounts.Zero;
        foreach (var meter in QuotaMeters.All)
        {
            if (meter != QuotaMeter.Calls) part = part.With(meter, reservation.Held[meter] / jobs.Length);
        }

        var parts = ImmutableArray.CreateBuilder<Reservation>(jobs.Length);
        parts.Add(reservation with { Held = reservation.Held - (part * (jobs.Length - 1)) });
        foreach (var job in jobs.Skip(1)) parts.Add(reservation with { Id = PartId(reservation.Id, job.JobId), Held = part });
        return parts.MoveToImmutable();
    }

    /// <summary>The same for the same job, and never that of an earlier split of the same reservation.</summary>
    private static string PartId(string reservationId, string jobId) =>
        $"{reservationId}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(jobId)).AsSpan(0, 8))}";
}
