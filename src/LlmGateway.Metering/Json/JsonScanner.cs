using System.Buffers;
using System.Text;

namespace LlmGateway.Metering.Json;

/// <summary>
/// Finds a few members in a JSON answer of any size while it passes: captures values of the root object by name (the last one wins),
/// counts how often a name occurs and how many elements the arrays under a name have, at any depth. A root array is read as a
/// sequence of root objects. Forward only, split anywhere, memory bounded by <see cref="LargestCapture"/> a name; bad JSON never throws.
/// </summary>
internal sealed class JsonScanner
{
    public const int LargestCapture = 256 * 1024;

    private const int LargestName = 64;
    private const int DeepestFrame = 64;

    private readonly (byte[] Name, ArrayBufferWriter<byte> Value)[] _captures;
    private readonly (byte[] Name, long[] Count)[] _names;
    private readonly (byte[] Name, long[] Count)[] _arrays;
    private readonly Frame[] _frames = new Frame[DeepestFrame];
    private readonly byte[] _name = new byte[LargestName];
    private int _nameLength;
    private int _depth;
    private int _capture = -1;
    private int _captureDepth;
    private int _pendingArray = -1;
    private bool _inString;
    private bool _escaped;
    private bool _stringIsName;
    private bool _expectsName;
    private bool _rootIsArray;
    private bool _capturedWhole = true;

    public JsonScanner(string[] captures, string[]? names = null, string[]? arrays = null)
    {
        _captures = Array.ConvertAll(captures, name => (Encoding.UTF8.GetBytes(name), new ArrayBufferWriter<byte>()));
        _names = Array.ConvertAll(names ?? [], name => (Encoding.UTF8.GetBytes(name), new long[1]));
        _arrays = Array.ConvertAll(arrays ?? [], name => (Encoding.UTF8.GetBytes(name), new long[1]));
    }

    /// <summary>True if any member was seen.</summary>
    public bool AnythingSeen { get; private set; }

    /// <summary>True if the root was closed.</summary>
    public bool Ended { get; private set; }

    /// <summary>The JSON text of the last whole value under a name of the root object; empty if there was none.</summary>
    public ReadOnlyMemory<byte> Captured(string name)
    {
        for (var i = 0; i < _captures.Length; i++)
        {
            if (!Matches(_captures[i].Name, name)) continue;
            return i == _capture ? default : _captures[i].Value.WrittenMemory; // Still open: cut in its middle.
        }

        return default;
    }

    public long Count(string name) => _names.First(entry => Matches(entry.Name, name)).Count[0];

    public long Elements(string name) => _arrays.First(entry => Matches(entry.Name, name)).Count[0];

    public void Read(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_inString && !_escaped && !_stringIsName && _capture < 0)
            {
                // Text and base64 are skipped at memory speed.
                var jump = bytes[i..].IndexOfAny((byte)'"', (byte)'\\');
                if (jump < 0) return;
                i += jump;
            }

            Step(bytes[i]);
        }
    }

    private void Step(byte next)
    {
        if (_inString)
        {
            Keep(next);
            if (_escaped) _escaped = false;
            else if (next == (byte)'\\') _escaped = true;
            else if (next == (byte)'"')
            {
                _inString = false;
                if (!_stringIsName) EndCapture();
                return;
            }

            if (_stringIsName && _nameLength < LargestName) _name[_nameLength++] = next;
            return;
        }

        switch (next)
        {
            case (byte)'"':
                BeginElement();
                _inString = true;
                _stringIsName = _expectsName && _depth > 0 && !Top().IsArray;
                if (_stringIsName) _nameLength = 0;
                Keep(next);
                break;
            case (byte)':':
                Keep(next);
                _expectsName = false;
                Named();
                break;
            case (byte)',':
                EndCapture();
                Keep(next);
                _expectsName = _depth > 0 && !Top().IsArray;
                if (_depth > 0 && _depth <= DeepestFrame) _frames[_depth - 1].ElementBegun = false;
                break;
            case (byte)'{' or (byte)'[':
                BeginElement();
                Keep(next);
                Open(next == (byte)'[');
                break;
            case (byte)'}' or (byte)']':
                EndCapture();
                if (_depth > 0) _depth--;
                Keep(next);
                _expectsName = false;
                if (_depth == 0) Ended = true;
                EndCapture();
                break;
            case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                break;
            default:
                BeginElement();
                Keep(next);
                break;
        }
    }

    private void Open(bool array)
    {
        if (_depth == 0) _rootIsArray = array;
        if (_depth < DeepestFrame) _frames[_depth] = new Frame { IsArray = array, Counter = array ? _pendingArray : -1 };
        _pendingArray = -1;
        _depth++;
        _expectsName = !array;
    }

    /// <summary>The members of the root object, or of each object in a root array, may be captured.</summary>
    private void Named()
    {
        AnythingSeen = true;
        _pendingArray = -1;
        var name = _name.AsSpan(0, _nameLength);
        foreach (var (known, count) in _names)
        {
            if (name.SequenceEqual(known)) count[0]++;
        }

        for (var i = 0; i < _arrays.Length; i++)
        {
            if (name.SequenceEqual(_arrays[i].Name)) _pendingArray = i;
        }

        if (_capture >= 0 || _depth != (_rootIsArray ? 2 : 1)) return;
        for (var i = 0; i < _captures.Length; i++)
        {
            if (!name.SequenceEqual(_captures[i].Name)) continue;
            _captures[i].Value.ResetWrittenCount();
            (_capture, _captureDepth, _capturedWhole) = (i, _depth, true);
        }
    }

    private void BeginElement()
    {
        if (_depth == 0 || _depth > DeepestFrame) return;
        ref var frame = ref _frames[_depth - 1];
        if (!frame.IsArray || frame.ElementBegun) return;
        frame.ElementBegun = true;
        if (frame.Counter >= 0) _arrays[frame.Counter].Count[0]++;
    }

    /// <summary>A captured string, object or array ends with its own last byte; numbers and literals with the comma or brace behind them.</summary>
    private void EndCapture()
    {
        if (_capture >= 0 && _depth == _captureDepth) _capture = -1;
    }

    private void Keep(byte next)
    {
        if (_capture < 0 || !_capturedWhole) return;
        var value = _captures[_capture].Value;
        if (value.WrittenCount < LargestCapture)
        {
            value.GetSpan(1)[0] = next;
            value.Advance(1);
            return;
        }

        value.ResetWrittenCount();
        _capturedWhole = false;
    }

    private Frame Top() => _depth <= DeepestFrame ? _frames[_depth - 1] : default;

    private static bool Matches(byte[] known, string name) => Encoding.UTF8.GetString(known) == name;

    private struct Frame
    {
        public bool IsArray;
        public bool ElementBegun;
        public int Counter;
    }
}
