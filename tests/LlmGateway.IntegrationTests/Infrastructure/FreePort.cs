using System.Net;
using System.Net.Sockets;

namespace LlmGateway.IntegrationTests.Infrastructure;

public static class FreePort
{
    /// <summary>A port of 127.0.0.1 on which nobody listens.</summary>
    public static int Closed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
