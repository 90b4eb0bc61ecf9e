using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LlmGateway.Admin;

/// <summary>Where a page ended: the instant and the id of its last row. Opaque to callers.</summary>
internal sealed record Cursor(DateTimeOffset At, string Id)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{At.UtcTicks}:{Id}")));

    public static Cursor? Parse(string text)
    {
        if (!Base64Url.IsValid(text)) return null;
        var bytes = new byte[text.Length];
        var length = Base64Url.DecodeFromChars(text, bytes);
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts is [var ticks, { Length: > 0 } id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.Ticks
            ? new(new(at, TimeSpan.Zero), id)
            : null;
    }
}
