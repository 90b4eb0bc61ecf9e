using System.Globalization;

namespace LlmGateway.Admin;

/// <param name="Size">Rows of a page, 1 to 1000.</param>
/// <param name="After">The last row of the page before; null for the first page.</param>
internal sealed record PageRequest(int Size, Cursor? After)
{
    private const int Default = 50;
    private const int Most = 1000;

    public static PageRequest Read(string? limit, string? cursor)
    {
        var size = Default;
        if (limit is not null && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= Most)) throw Refuse.Invalid($"limit must be a whole number from 1 to {Most}.", "limit");
        return new(size, cursor is null ? null : Cursor.Parse(cursor) ?? throw Refuse.Invalid("cursor must be the next_cursor of an earlier page, as it was.", "cursor"));
    }
}
