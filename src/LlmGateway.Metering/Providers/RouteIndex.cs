using System.Collections.Frozen;

namespace LlmGateway.Metering.Providers;

/// <summary>
/// Finds the route of a path, segment by segment; at each a literal is tried before templates, and templates in the order of the catalogue, the rest of a
/// path last. Allocates nothing but the values of a match.
/// </summary>
internal sealed class RouteIndex
{
    private readonly FrozenDictionary<string, Node> _methods;

    public RouteIndex(IEnumerable<Operation> operations)
    {
        var methods = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            foreach (var route in operation.Routes)
            {
                if (!methods.TryGetValue(route.Method, out var root)) methods[route.Method] = root = new();
                root.Add(operation, route);
            }
        }

        foreach (var root in methods.Values) root.Freeze();
        _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public RecognisedCall? Find(string method, string path)
    {
        if (path.Length == 0 || path[0] != '/' || !_methods.TryGetValue(method, out var root)) return null;
        return root.Find(path.AsSpan(1)) is { } end ? new(end.Operation, end.Route.Values(path)) : null;
    }

    private sealed record End(Operation Operation, OperationRoute Route);

    private sealed class Node
    {
        private readonly Dictionary<string, Node> _growing = new(StringComparer.Ordinal);
        private readonly List<(RouteSegment Segment, Node Next)> _templates = [];
        private FrozenDictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> _literals;
        private End? _end;
        private End? _rest;

        public void Add(Operation operation, OperationRoute route)
        {
            var node = this;
            foreach (var segment in route.Segments)
            {
                if (segment.IsRest)
                {
                    node._rest ??= new(operation, route);
                    return;
                }

                node = node.Next(segment);
            }

            node._end ??= new(operation, route);
        }

        public void Freeze()
        {
            _literals = _growing.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var node in _growing.Values) node.Freeze();
            foreach (var (_, node) in _templates) node.Freeze();
        }

        /// <param name="path">What is left of the path, without a slash in front.</param>
        public End? Find(ReadOnlySpan<char> path)
        {
            var slash = path.IndexOf('/');
            var segment = slash < 0 ? path : path[..slash];
            if (_literals.TryGetValue(segment, out var literal) && literal.Follow(path, slash) is { } exact) return exact;
            foreach (var (template, next) in _templates)
            {
                if (template.Matches(segment) && next.Follow(path, slash) is { } end) return end;
            }

            return segment.IsEmpty ? null : _rest;
        }

        private End? Follow(ReadOnlySpan<char> path, int slash) => slash < 0 ? _end : Find(path[(slash + 1)..]);

        private Node Next(RouteSegment segment)
        {
            if (segment.IsLiteral)
            {
                if (!_growing.TryGetValue(segment.Text, out var literal)) _growing[segment.Text] = literal = new();
                return literal;
            }

            foreach (var (known, node) in _templates)
            {
                if (known.Text == segment.Text) return node;
            }

            var created = new Node();
            _templates.Add((segment, created));
            return created;
        }
    }
}
