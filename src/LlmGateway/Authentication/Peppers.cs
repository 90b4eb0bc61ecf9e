using System.Collections.Immutable;
using System.Security.Cryptography;

namespace LlmGateway.Authentication;

/// <summary>
/// The secrets that keys are fingerprinted with: <c>Keys:Pepper</c> (base64 of 32 bytes or more) and the ones before it, <c>Keys:PreviousPeppers</c>, newest
/// first. Without the setting one is made into the data directory's file <c>pepper</c>. Not a record: its text must not show them.
/// </summary>
internal sealed class Peppers(byte[] current, ImmutableArray<byte[]> previous)
{
    public const int LeastBytes = 32;
    public const string FileName = "pepper";
    public const string Setting = "Keys:Pepper";
    public const string PreviousSetting = "Keys:PreviousPeppers";

    public byte[] Current => current;

    public ImmutableArray<byte[]> Previous => previous;

    public static Peppers Load(IConfiguration configuration, DataDirectory directory)
    {
        var told = configuration[Setting] is { Length: > 0 } setting ? setting : SecretFile.ReadOrMake(directory, FileName, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(LeastBytes)));
        return new(Read(told), [.. PreviousOf(configuration).Select(Read)]);
    }

    public static IEnumerable<string> PreviousOf(IConfiguration configuration) =>
        configuration.GetSection(PreviousSetting).GetChildren().Select(item => item.Value ?? "");

    /// <summary>False unless it is base64 of enough bytes.</summary>
    public static bool TryRead(string text, out byte[] pepper)
    {
        pepper = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, pepper, out var length) || length < LeastBytes) return false;
        Array.Resize(ref pepper, length);
        return true;
    }

    private static byte[] Read(string text) => TryRead(text, out var pepper)
        ? pepper
        : throw new StartupRefusedException([$"A pepper (settings {Setting} and {PreviousSetting}, file {FileName} of the data directory) must be base64 of at least {LeastBytes} bytes."]);
}
