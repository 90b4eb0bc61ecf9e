namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>How the replaying upstream puts an answer's bytes on the wire.</summary>
public enum Framing
{
    /// <summary>In one piece, its length told in front.</summary>
    Whole,

    /// <summary>Each byte by itself.</summary>
    ByteByByte,

    /// <summary>Cut before each byte that continues a UTF-8 character, and every few bytes besides.</summary>
    SplitCharacters,

    /// <summary>Compressed, although identity was asked for.</summary>
    Gzip,

    /// <summary>Events end their lines with CR LF.</summary>
    CrLf,
}
