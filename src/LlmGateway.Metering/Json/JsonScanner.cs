using System.Buffers;
using System.Text.Json;

namespace LlmGateway.Metering.Json;

/// <summary>
/// Finds a few members in a JSON answer of any size while it passes: captures values by their path (the last one wins; of a path with
/// <c>[]</c> all, up to a bound), counts how often a name occurs and how many elements the arrays under a name have, at any depth. A root array
/// is read as a sequence of root objects. Forward only, split anywhere, memory bounded; bad JSON never throws. Names are compared
/// as they are written: providers do not escape them.
/// </summary>
internal sealed class JsonScanner
{
    /// <summary>Of a larger value nothing is captured.</summary>
    public const int LargestCapture = 256 * 1024;
    private const int LargestName = 64;
    private const int DeepestFrame = 64;
    private const int FirstFrames = 8;

    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[],: \t\r\n"u8);

    private readonly JsonShape _shape;
    private readonly JsonCapture?[] _captures;
    private readonly long[] _names;
    private readonly long[] _elements;
    private Frame[] _frames = new Frame[FirstFrames];
    private readonly byte[] _name = new byte[LargestName];
    private JsonPath? _value;
    private JsonCapture? _capture;
    private int _captureDepth;
    private int _nameLength;
    private int _depth;
    private int _pendingArray = -1;
    private bool _inString;
    private bool _inLiteral;
    private bool _escaped;
    private bool _stringIsName;
    private bool _expectsName;

    public JsonScanner(JsonShape shape)
    {
        (_shape, _value) = (shape, shape.Root);
        _captures = new JsonCapture?[shape.Paths];
        _names = shape.Names.Length > 0 ? new long[shape.Names.Length] : [];
        _elements = shape.Arrays.Length > 0 ? new long[shape.Arrays.Length] : [];
    }

    /// <summary>True if any member was seen.</summary>
    public bool AnythingSeen { get; private set; }

    /// <summary>True if the root was closed.</summary>
    public bool Ended { get; private set; }

    /// <summary>The JSON text of the last whole value at a path; empty if there was none.</summary>
    public ReadOnlyMemory<byte> Captured(string path)
    {
        var capture = Find(path);
        return capture is null || capture == _capture ? default : capture.Last; // Still open: cut in its middle.
    }

    /// <summary>The captured string at a path; null for anything else.</summary>
    public string? Text(string path) => UsageJson.Text(Captured(path));

    /// <summary>The captured value at a path, parsed; null if there is none.</summary>
    public JsonElement? Value(string path) => UsageJson.Parse(Captured(path));

    /// <summary>All strings at a path with <c>[]</c>, in order.</summary>
    public IReadOnlyList<string> Texts(string path) => Find(path)?.Texts ?? [];

    public long Count(string name) => _names[_shape.IndexOfName(name)];

    public long Elements(string name) => _elements[_shape.IndexOfArray(name)];

    /// <summary>Forgets everything, for the next document.</summary>
    public void Reset()
    {
        foreach (var capture in _captures) capture?.Clear();
        Array.Clear(_names);
        Array.Clear(_elements);
        (_value, _capture, _depth, _pendingArray) = (_shape.Root, null, 0, -1);
        (_inString, _inLiteral, _escaped, _stringIsName, _expectsName) = (false, false, false, false, false);
        (AnythingSeen, Ended) = (false, false);
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_capture is null && (_inLiteral || (_inString && !_escaped && !_stringIsName)))
            {
                // Text, base64 and numbers are skipped at memory speed.
                var jump = _inString ? bytes[i..].IndexOfAny((byte)'"', (byte)'\\') : bytes[i..].IndexOfAny(s_structure);
                if (jump < 0) return;
                i += jump;
            }
            else if (_capture is not null && _inString && !_escaped && !_stringIsName)
            {
                var text = bytes[i..];
                var length = text.IndexOfAny((byte)'"', (byte)'\\');
                _capture.Keep(length < 0 ? text : text[..length]);
                if (length < 0) return;
                i += length;
            }

            if (_inString) InString(bytes[i]);
            else Outside(bytes[i]);
        }
    }

    private void InString(byte next)
    {
        _capture?.Keep(next);
        if (_escaped) _escaped = false;
        else if (next == (byte)'\\') _escaped = true;
        else if (next == (byte)'"')
        {
            _inString = false;
            if (!_stringIsName) EndValue();
            return;
        }

        if (_stringIsName && _nameLength < LargestName) _name[_nameLength++] = next;
    }

    private void Outside(byte next)
    {
        switch (next)
        {
            case (byte)'"':
                _inLiteral = false;
                _inString = true;
                _stringIsName = _expectsName && _depth > 0 && !IsInArray();
                if (_stringIsName) _nameLength = 0;
                else BeginValue();
                _capture?.Keep(next);
                break;
            case (byte)':':
                _capture?.Keep(next);
                _inLiteral = _expectsName = false;
                Named();
                break;
            case (byte)',':
                EndValue();
                _capture?.Keep(next);
                NextMember();
                break;
            case (byte)'{' or (byte)'[':
                _inLiteral = false;
                BeginValue();
                _capture?.Keep(next);
                Open(next == (byte)'[');
                break;
            case (byte)'}' or (byte)']':
                EndValue();
                Close(next);
                break;
            case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                _inLiteral = false;
                break;
            default:
                if (!_inLiteral) BeginValue();
                _inLiteral = true;
                _capture?.Keep(next);
                break;
        }
    }

    private void Open(bool array)
    {
        if (_depth < DeepestFrame)
        {
            if (_depth == _frames.Length) Array.Resize(ref _frames, DeepestFrame);
            _frames[_depth] = new Frame
            {
                IsArray = array,
                Counter = array ? _pendingArray : -1,
                Members = array ? null : _value,
                Elements = !array ? null : _depth == 0 ? _shape.Root : _value?.Elements,
            };
        }

        (_pendingArray, _value) = (-1, null);
        _depth++;
        _expectsName = !array;
    }

    private void Close(byte bracket)
    {
        if (_depth > 0) _depth--;
        _capture?.Keep(bracket);
        _expectsName = false;
        if (_depth == 0) (Ended, _value) = (true, _shape.Root);
        EndValue();
    }

    private void NextMember()
    {
        _value = null;
        _expectsName = _depth > 0 && !IsInArray();
        if (_depth > 0 && _depth <= DeepestFrame) _frames[_depth - 1].ElementBegun = false;
    }

    private void Named()
    {
        AnythingSeen = true;
        _pendingArray = -1;
        var name = _name.AsSpan(0, _nameLength);
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_shape.Names[i])) _names[i]++;
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            if (name.SequenceEqual(_shape.Arrays[i])) _pendingArray = i;
        }

        _value = _depth is > 0 and <= DeepestFrame ? _frames[_depth - 1].Members?.Member(name) : null;
    }

    private void BeginValue()
    {
        if (_depth > 0 && _depth <= DeepestFrame)
        {
            ref var frame = ref _frames[_depth - 1];
            if (frame.IsArray && !frame.ElementBegun)
            {
                frame.ElementBegun = true;
                if (frame.Counter >= 0) _elements[frame.Counter]++;
                _value = frame.Elements;
            }
        }

        if (_capture is not null || _value?.Number is not { } path) return;
        var begun = _captures[path] ??= new(_shape.IsOfMany(path));
        begun.Begin();
        (_capture, _captureDepth) = (begun, _depth);
    }

    /// <summary>A captured string, object or array ends with its own last byte; numbers and literals with what is behind them.</summary>
    private void EndValue()
    {
        _inLiteral = false;
        if (_capture is null || _depth != _captureDepth) return;
        _capture.End();
        _capture = null;
    }

    private bool IsInArray() => _depth is > 0 and <= DeepestFrame && _frames[_depth - 1].IsArray;

    /// <summary>Null if nothing was seen there.</summary>
    private JsonCapture? Find(string path) => _captures[_shape.IndexOfPath(path)];

    private struct Frame
    {
        public bool IsArray;
        public bool ElementBegun;
        public int Counter;
        public JsonPath? Members;
        public JsonPath? Elements;
    }
}
