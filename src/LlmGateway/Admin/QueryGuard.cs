using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace LlmGateway.Admin;

/// <summary>
/// Refuses query parameters that a route does not know, and ones that are there twice: a filter that is misspelt and silently ignored would show, or delete, too much.
/// What a route knows is read from its handler, as the OpenAPI document is.
/// </summary>
internal sealed class QueryGuard(RequestDelegate next)
{
    private readonly ConcurrentDictionary<MethodInfo, string[]> _known = new();

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Query.Count > 0 && http.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>() is { } handler) Check(http.Request.Query, _known.GetOrAdd(handler, Names));
        return next(http);
    }

    private static void Check(IQueryCollection query, string[] known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal)) throw Refuse.Invalid($"There is no query parameter '{name}' here. Parameters: {(known.Length > 0 ? string.Join(", ", known) : "none")}.", name);
            if (values.Count > 1) throw Refuse.Invalid($"{name} is there more than once.", name);
        }
    }

    private static string[] Names(MethodInfo handler) =>
        [.. handler.GetParameters().Where(parameter => parameter.IsDefined(typeof(AsParametersAttribute)))
            .SelectMany(parameter => parameter.ParameterType.GetProperties()).Select(property => property.GetCustomAttribute<FromQueryAttribute>()?.Name).OfType<string>()];
}
