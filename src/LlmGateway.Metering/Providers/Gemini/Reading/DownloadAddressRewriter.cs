using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Makes addresses from which a file can be downloaded lead through the gateway: they need a key, and a client has none that the provider
/// takes. Only the part in front of the version changes, in strings under <c>uri</c> and <c>downloadUri</c> that end in a download; an address that names a file for
/// a later call stays. Everything else passes byte for byte. Of the answer no more than one such string is kept back.
/// </summary>
internal sealed class DownloadAddressRewriter(string gatewayBase) : ResponseRewriter
{
    private const int LongestAddress = 4096;

    private static readonly byte[][] s_versions = [[.. "/v1/files/"u8], [.. "/v1beta/files/"u8], [.. "/v1alpha/files/"u8]];

    private static readonly byte[][] s_names = [[.. "\"uri\""u8], [.. "\"downloadUri\""u8], [.. "\"download_uri\""u8]];

    private readonly byte[] _base = Encoding.UTF8.GetBytes(JsonEncodedText.Encode(gatewayBase, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
    private readonly ArrayBufferWriter<byte> _string = new();
    private bool _inString;
    private bool _escaped;
    private bool _tooLong;
    private Name _name;

    /// <summary>What was seen last: nothing, the name of an address, or it and the colon behind it.</summary>
    private enum Name
    {
        None,
        Uri,
        UriColon,
    }

    public override void Rewrite(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (!bytes.IsEmpty) bytes = bytes[(_inString ? InString(bytes, output) : Outside(bytes, output))..];
    }

    public override void Complete(IBufferWriter<byte> output)
    {
        output.Write(_string.WrittenSpan);
        _string.ResetWrittenCount();
    }

    /// <summary>Between strings there is little; only a colon right behind the name matters.</summary>
    private int Outside(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var quote = bytes.IndexOf((byte)'"');
        var between = quote < 0 ? bytes : bytes[..quote];
        foreach (var next in between)
        {
            if (next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') continue;
            _name = next == (byte)':' && _name == Name.Uri ? Name.UriColon : Name.None;
        }

        output.Write(between);
        if (quote < 0) return bytes.Length;
        (_inString, _escaped, _tooLong) = (true, false, false);
        _string.Write("\""u8);
        return quote + 1;
    }

    private int InString(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (_escaped)
        {
            _escaped = false;
            Keep(bytes[..1], output);
            return 1;
        }

        var end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        Keep(end < 0 ? bytes : bytes[..(end + 1)], output);
        if (end < 0) return bytes.Length;
        if (bytes[end] == (byte)'\\') _escaped = true;
        else End(output);
        return end + 1;
    }

    private void End(IBufferWriter<byte> output)
    {
        _inString = false;
        var text = _string.WrittenSpan;
        if (_name == Name.UriColon && !_tooLong && text.IndexOf(":download"u8) > 0 && Behind(text) is > 0 and var path)
        {
            output.Write("\""u8);
            output.Write(_base);
            output.Write(text[path..]);
        }
        else output.Write(text);

        _name = !_tooLong && IsName(text) ? Name.Uri : Name.None;
        _string.ResetWrittenCount();
    }

    private static bool IsName(ReadOnlySpan<byte> text)
    {
        foreach (var name in s_names)
        {
            if (text.SequenceEqual(name)) return true;
        }

        return false;
    }

    /// <summary>Text that is too long for an address is passed on as it comes.</summary>
    private void Keep(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!_tooLong && _string.WrittenCount + bytes.Length > LongestAddress)
        {
            _tooLong = true;
            output.Write(_string.WrittenSpan);
            _string.ResetWrittenCount();
        }

        if (_tooLong) output.Write(bytes);
        else _string.Write(bytes);
    }

    /// <summary>Where the path below the provider's own address begins; -1 if it is another address.</summary>
    private static int Behind(ReadOnlySpan<byte> address)
    {
        foreach (var version in s_versions)
        {
            var at = address.IndexOf(version);
            if (at >= 0) return at;
        }

        return -1;
    }
}
