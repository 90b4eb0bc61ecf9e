namespace LlmGateway.Metering.Json;

/// <summary>Puts edits into a body; everything else stays byte for byte.</summary>
public static class Splice
{
    /// <param name="edits">In any order, not overlapping; at one offset insertions come first, as listed.</param>
    public static byte[] Apply(ReadOnlySpan<byte> body, IReadOnlyCollection<BodyEdit> edits)
    {
        var ordered = edits.OrderBy(edit => edit.Offset).ThenBy(edit => edit.Length > 0).ToArray();
        var result = new byte[body.Length + ordered.Sum(edit => edit.Replacement.Length - edit.Length)];
        int from = 0, to = 0;
        foreach (var edit in ordered)
        {
            body[from..edit.Offset].CopyTo(result.AsSpan(to));
            to += edit.Offset - from;
            edit.Replacement.Span.CopyTo(result.AsSpan(to));
            to += edit.Replacement.Length;
            from = edit.Offset + edit.Length;
        }

        body[from..].CopyTo(result.AsSpan(to));
        return result;
    }
}
