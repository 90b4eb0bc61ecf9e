using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers;

/// <summary>Every operation of every provider; what is not in it is refused.</summary>
public sealed class OperationCatalog
{
    private readonly FrozenDictionary<string, Provider> _providers;
    private readonly FrozenDictionary<string, Operation> _operations;
    private readonly FrozenDictionary<string, RouteIndex> _routes;

    public OperationCatalog(params ImmutableArray<Provider> providers)
    {
        _providers = providers.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);
        _operations = providers.SelectMany(provider => provider.Operations).ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);
        _routes = providers.ToFrozenDictionary(provider => provider.Name, provider => new RouteIndex(provider.Operations), StringComparer.Ordinal);
    }

    public IEnumerable<Provider> Providers => _providers.Values;

    public Provider Provider(string name) => _providers[name];

    /// <summary>The operation with this name; throws if there is none.</summary>
    public Operation Operation(string name) => _operations[name];

    public bool Knows(string operation) => _operations.ContainsKey(operation);

    /// <summary>Finds the operation of a decoded path behind the provider's prefix; null for unknown ones, which are refused.</summary>
    public RecognisedCall? Recognise(string provider, string method, string path) => _routes[provider].Find(method, path);
}
