using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Authentication;

/// <summary>
/// What administrators prove themselves with: <c>Admin:Token</c>, else a token made into the data directory's file <c>admin-token</c>, where <c>llmgw</c> finds it.
/// Compared as fingerprints in fixed time, so that neither content nor length can be measured.
/// </summary>
internal sealed class AdminToken(string token)
{
    public const string Setting = "Admin:Token";
    public const string FileName = "admin-token";

    private readonly byte[] _fingerprint = Fingerprint(token);

    public static AdminToken Load(IConfiguration configuration, DataDirectory directory) =>
        new(configuration[Setting]?.Trim() is { Length: > 0 } told ? told : SecretFile.ReadOrMake(directory, FileName, Make));

    public bool Matches(string presented) => CryptographicOperations.FixedTimeEquals(_fingerprint, Fingerprint(presented));

    private static string Make() => "adm_" + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43);

    private static byte[] Fingerprint(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
