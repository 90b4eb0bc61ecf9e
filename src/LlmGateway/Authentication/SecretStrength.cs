namespace LlmGateway.Authentication;

/// <summary>Tells secrets that nobody drew at random. It cannot prove that one is good; it stops the ones that everybody would try.</summary>
internal static class SecretStrength
{
    private const double LeastBits = 128;

    /// <summary>A random secret has more different characters than this; 128 bits of hex have fewer in one of a billion draws.</summary>
    private const int LeastDifferent = 7;

    private static readonly string[] s_examples =
    [
        "changeme", "change-me", "change_me", "change this", "changethis", "example", "placeholder", "replaceme", "replace-me", "replace_me", "your-", "your_",
        "yoursecret", "password", "passw0rd", "default", "insecure", "letmein", "qwerty", "sk-1234", "secretsecret", "supersecret", "super-secret", "super_secret", "xxxxxxxx",
    ];

    /// <summary>What is wrong with a token, or null.</summary>
    public static string? ProblemOf(string token)
    {
        if (IsExample(token)) return "is an example or a default that everybody knows";
        return Bits(token) < LeastBits || token.Distinct().Count() < LeastDifferent ? "is too weak: it must hold at least 128 random bits (for example 43 characters of base64)" : null;
    }

    /// <summary>What is wrong with a pepper's bytes, or null. Bytes that are text may be an example in disguise.</summary>
    public static string? ProblemOf(byte[] pepper)
    {
        if (IsExample(System.Text.Encoding.Latin1.GetString(pepper))) return "is an example or a default that everybody knows";
        var counts = Enumerable.Range(1, pepper.Length - 1).All(index => (byte)(pepper[index] - pepper[index - 1]) == (byte)(pepper[1] - pepper[0]));
        return counts || pepper.Distinct().Count() < 2 * LeastDifferent ? "is too weak: its bytes are not random" : null;
    }

    private static bool IsExample(string secret) => Array.Exists(s_examples, example => secret.Contains(example, StringComparison.OrdinalIgnoreCase));

    /// <summary>An upper bound: as if each character were drawn from the smallest usual alphabet that has them all.</summary>
    private static double Bits(string token)
    {
        var alphabet = token.All(char.IsAsciiDigit) ? 10 : token.All(char.IsAsciiHexDigit) ? 16 : token.All(char.IsAsciiLetterLower) ? 26 : token.All(char.IsAsciiLetterOrDigit) ? 62 : 94;
        return token.Length * Math.Log2(alphabet);
    }
}
