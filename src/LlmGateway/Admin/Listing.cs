using LlmGateway.Database;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>Pages by key, not by offset: the thousandth page of a million rows costs what the first does.</summary>
internal static class Listing
{
    public static async Task<Page<T>> PageAsync<TRow, T>(this IQueryable<TRow> rows, PageRequest request, Func<TRow, T> shape, CancellationToken cancellation)
        where TRow : class, IListed
    {
        if (request.After is { } after)
        {
            // The first comparison alone bounds the search of the index; a tuple cannot be compared in LINQ.
            rows = rows.Where(row => row.CreatedAt <= after.At && (row.CreatedAt < after.At || string.Compare(row.Id, after.Id) < 0));
        }

        var page = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(request.Size + 1).AsNoTracking().ToListAsync(cancellation);
        return Page<T>.Of(page, request, shape, row => new(row.CreatedAt, row.Id));
    }
}
