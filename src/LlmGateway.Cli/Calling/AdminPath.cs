using System.Text;

namespace LlmGateway.Cli.Calling;

/// <summary>A path below <c>/admin/v1</c> with its query; ids are escaped, parameters without a value are left out.</summary>
internal sealed class AdminPath
{
    private readonly StringBuilder _text = new("admin/v1");
    private char _separator = '?';

    private AdminPath() { }

    public static AdminPath Of(params IEnumerable<string> segments)
    {
        var path = new AdminPath();
        foreach (var segment in segments)
        {
            // A URI would swallow these as "here" and "one up".
            if (segment is "" or "." or "..") throw CommandFailedException.Usage($"'{segment}' cannot be an id in a path.");
            path._text.Append('/').Append(Uri.EscapeDataString(segment));
        }
        return path;
    }

    public AdminPath With(string parameter, string? value)
    {
        if (value is null) return this;
        _text.Append(_separator).Append(parameter).Append('=').Append(Uri.EscapeDataString(value));
        _separator = '&';
        return this;
    }

    public override string ToString() => _text.ToString();
}
