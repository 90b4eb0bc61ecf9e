namespace LlmGateway.Admin;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Data">At most <c>limit</c> rows.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor)
{
    /// <param name="rows">One row more than a page holds, if there are more.</param>
    public static Page<T> Of<TRow>(List<TRow> rows, PageRequest request, Func<TRow, T> shape, Func<TRow, Cursor> cursor) => rows.Count <= request.Size
        ? new([.. rows.Select(shape)], null)
        : new([.. rows.Take(request.Size).Select(shape)], cursor(rows[request.Size - 1]).ToString());
}
