using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>Windows as they are named outside: <c>2026-11</c>, or <c>rolling_30_days</c>.</summary>
internal static class OuterWindow
{
    public static string Of(Window window) => window.Kind == WindowKind.Rolling30Days ? LimitWords.Rolling30Days : window.Id;

    /// <summary>The window that a query names; <paramref name="current"/> if it names none.</summary>
    public static Window Read(string? name, Window current, DateTimeOffset now)
    {
        if (name is null || name == Of(current)) return current;
        if (!name.StartsWith("20", StringComparison.Ordinal) || Window.Named(name, current.Zone) is not { } month) throw Refuse.Invalid("window must be a month such as 2026-11, or left out for the current window.", "window");
        return month.Start <= now ? month : throw Refuse.Invalid("window must not be in the future.", "window");
    }
}
