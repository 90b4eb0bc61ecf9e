namespace LlmGateway.Cli.Calling;

/// <summary>Where the gateway is and who asks. Not a record: its text must not show the token.</summary>
internal sealed class Connection(Uri address, AdminToken? token, string? organization)
{
    /// <summary>The gateway's address, ending with a slash.</summary>
    public Uri Address { get; } = address;

    public AdminToken? Token { get; } = token;

    public string? Organization { get; } = organization;

    /// <summary>The address without user name or password, for people.</summary>
    public string ShownAddress => Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <summary>Reads an address such as <c>http://127.0.0.1:8080</c>.</summary>
    public static Uri ParseAddress(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        throw CommandFailedException.Usage("The gateway's address must begin with http:// or https://, for example --url http://127.0.0.1:8080.");
    }
}
