using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Routes of one version of the API.</summary>
internal sealed class HeyGenRoutes(IEndpointRouteBuilder routes, CallDesk desk, string version, ErrorShape errors)
{
    public void Add(string method, string path, Func<SimulatedCall, Task> handle) => desk.Map(routes, method, $"/heygen/{version}/{path}", errors, handle);
}
