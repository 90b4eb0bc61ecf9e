using System.Buffers;
using System.Text;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>Is told a value's JSON text (empty for the end of an object), valid during the call only.</summary>
internal delegate void Picked(ReadOnlySpan<byte> json);

/// <summary>
/// Picks values out of JSON of any size while it passes, split anywhere. A path names members from the root, <c>candidates/content/parts/text</c>;
/// arrays are looked through, and several documents in a row (the elements of a root array, events, lines) are read one after the other.
/// A path that ends in <c>/</c> is told the end of each object there. Everything else is skipped at memory speed. Memory is bounded by
/// <see cref="LargestPick"/> (a larger value is not told, nor is a null); bad JSON never throws, it tells less.
/// </summary>
internal sealed class JsonPicker
{
    public const int LargestPick = 256 * 1024;

    private const int Deepest = 64;
    private const int LargestName = 64;

    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> s_scalarEnd = SearchValues.Create(",]} \r\n\t"u8);

    private readonly Node _root = new();
    private readonly Node?[] _nodes = new Node?[Deepest];
    private readonly bool[] _arrays = new bool[Deepest];
    private readonly byte[] _name = new byte[LargestName];
    private readonly ArrayBufferWriter<byte> _pick = new();
    private int _nameLength;
    private int _depth;
    private int _valueDepth;
    private Picked? _picking;
    private State _state;
    private bool _escaped;
    private bool _expectsName;
    private bool _tooLarge;
    private Node? _named;

    private enum State
    {
        /// <summary>Among members and elements of containers that lead to something wanted.</summary>
        Structure,
        Name,

        /// <summary>In a string, container or scalar that is picked or skipped whole.</summary>
        String,
        Container,
        ContainerString,
        Scalar,
    }

    /// <summary>Documents that were closed.</summary>
    public long Documents { get; private set; }

    /// <summary>True if nothing is open.</summary>
    public bool AtRest => _depth == 0 && _state == State.Structure;

    /// <summary>True if a member of an object was seen.</summary>
    public bool AnythingSeen { get; private set; }

    public JsonPicker On(string path, Picked onPick)
    {
        var node = _root.To(path);
        if (path.EndsWith('/')) node.End = onPick;
        else node.Pick = onPick;
        return this;
    }

    /// <summary>Tells only that there is such a member, however large it is.</summary>
    public JsonPicker OnSight(string path, Action onSight)
    {
        _root.To(path).Sight = onSight;
        return this;
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[Step(bytes)..];
    }

    /// <summary>Forgets a document that was not closed, for example at the end of an event.</summary>
    public void Reset()
    {
        (_depth, _valueDepth, _picking, _state) = (0, 0, null, State.Structure);
        (_escaped, _expectsName, _named) = (false, false, null);
    }

    /// <summary>Takes some bytes and says how many; at least one.</summary>
    private int Step(ReadOnlySpan<byte> bytes) => _state switch
    {
        State.Structure => Structure(bytes[0]),
        State.Name => Name(bytes[0]),
        State.String or State.ContainerString => InString(bytes),
        State.Container => InContainer(bytes),
        _ => InScalar(bytes),
    };

    private int Structure(byte next)
    {
        switch (next)
        {
            case (byte)'"' when _expectsName:
                (_state, _nameLength, _escaped) = (State.Name, 0, false);
                break;
            case (byte)'"' or (byte)'{' or (byte)'[':
                Begin(next);
                break;
            case (byte)'}' or (byte)']':
                Close();
                break;
            case (byte)',':
                _expectsName = _depth > 0 && !_arrays[_depth - 1];
                break;
            case (byte)':' or (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t':
                break;
            default:
                Begin(next);
                break;
        }

        return 1;
    }

    private int Name(byte next)
    {
        if (next == (byte)'"' && !_escaped)
        {
            AnythingSeen = true;
            (_state, _expectsName) = (State.Structure, false);
            _named = _nodes[_depth - 1]!.Child(_name.AsSpan(0, _nameLength));
            return 1;
        }

        _escaped = next == (byte)'\\' && !_escaped;
        if (_nameLength < LargestName) _name[_nameLength++] = next;
        return 1;
    }

    /// <summary>The first byte of a value: whether it is walked through, picked or skipped depends on where it stands.</summary>
    private void Begin(byte first)
    {
        var node = _depth == 0 ? _root : _arrays[_depth - 1] ? _nodes[_depth - 1] : _named;
        var isContainer = first is (byte)'{' or (byte)'[';
        _named = null;
        if (first != (byte)'n' && (_depth == 0 || !_arrays[_depth - 1])) node?.Sight?.Invoke();
        if (isContainer && node is { Pick: null } && _depth < Deepest)
        {
            (_nodes[_depth], _arrays[_depth]) = (node, first == (byte)'[');
            _depth++;
            _expectsName = first == (byte)'{';
            return;
        }

        _picking = node?.Pick;
        _pick.ResetWrittenCount();
        _tooLarge = false;
        Keep([first]);
        (_state, _valueDepth, _escaped) = (isContainer ? State.Container : first == (byte)'"' ? State.String : State.Scalar, isContainer ? 1 : 0, false);
    }

    private void Close()
    {
        if (_depth == 0) return;
        _depth--;
        (_expectsName, _named) = (false, null);
        if (!_arrays[_depth]) _nodes[_depth]!.End?.Invoke(default);
        if (_depth == 0) Documents++;
    }

    private int InString(ReadOnlySpan<byte> bytes)
    {
        if (_escaped)
        {
            _escaped = false;
            Keep(bytes[..1]);
            return 1;
        }

        var end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
        {
            Keep(bytes);
            return bytes.Length;
        }

        Keep(bytes[..(end + 1)]);
        if (bytes[end] == (byte)'\\') _escaped = true;
        else if (_state == State.ContainerString) _state = State.Container;
        else EndValue();
        return end + 1;
    }

    private int InContainer(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOfAny(s_structure);
        if (at < 0)
        {
            Keep(bytes);
            return bytes.Length;
        }

        Keep(bytes[..(at + 1)]);
        if (bytes[at] == (byte)'"') _state = State.ContainerString;
        else if (bytes[at] is (byte)'{' or (byte)'[') _valueDepth++;
        else if (--_valueDepth == 0) EndValue();
        return at + 1;
    }

    /// <summary>A number or literal ends in front of the byte that ends it.</summary>
    private int InScalar(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny(s_scalarEnd);
        Keep(end < 0 ? bytes : bytes[..end]);
        if (end < 0) return bytes.Length;
        EndValue();
        return end == 0 ? Step(bytes) : end;
    }

    private void EndValue()
    {
        _state = State.Structure;
        if (!_tooLarge && !_pick.WrittenSpan.SequenceEqual("null"u8)) _picking?.Invoke(_pick.WrittenSpan);
        _picking = null;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_picking is null || _tooLarge) return;
        _tooLarge = _pick.WrittenCount + bytes.Length > LargestPick;
        if (!_tooLarge) _pick.Write(bytes);
    }

    private sealed class Node
    {
        private (byte[] Name, Node Node)[] _children = [];

        public Picked? Pick { get; set; }

        public Picked? End { get; set; }

        public Action? Sight { get; set; }

        /// <summary>The node of a path, made where it is missing.</summary>
        public Node To(string path)
        {
            var node = this;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) node = node.ChildToBe(Encoding.UTF8.GetBytes(name));
            return node;
        }

        public Node? Child(ReadOnlySpan<byte> name)
        {
            foreach (var child in _children)
            {
                if (name.SequenceEqual(child.Name)) return child.Node;
            }

            return null;
        }

        private Node ChildToBe(byte[] name)
        {
            if (Child(name) is { } known) return known;
            var node = new Node();
            _children = [.. _children, (name, node)];
            return node;
        }
    }
}
