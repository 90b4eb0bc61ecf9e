namespace LlmGateway.Authentication;

/// <summary>CRC-32 (ISO-HDLC, as in zlib and in GitHub's tokens), of ASCII text. The framework has only the Castagnoli one.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = Table();

    public static uint Of(ReadOnlySpan<char> ascii)
    {
        var crc = uint.MaxValue;
        foreach (var character in ascii) crc = s_table[(byte)(crc ^ character)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (var index = 0u; index < table.Length; index++)
        {
            var entry = index;
            for (var bit = 0; bit < 8; bit++) entry = (entry & 1) == 1 ? (entry >> 1) ^ 0xEDB88320u : entry >> 1;
            table[index] = entry;
        }

        return table;
    }
}
