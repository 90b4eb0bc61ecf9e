using System.Runtime.InteropServices;
using LlmGateway.Metering;

namespace LlmGateway.Pipeline;

/// <summary>Puts a body that was read back into the request, where YARP takes it from.</summary>
internal static class ForwardedBody
{
    /// <summary>The body as it came; nothing is changed where it was streamed and never read.</summary>
    public static void Restore(HttpRequest request, CallRequest call)
    {
        if (!call.Body.IsEmpty) Set(request, call.Body);
    }

    public static void Set(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (request.ContentLength is null && body.IsEmpty) return;
        MemoryMarshal.TryGetArray(body, out var segment);
        request.Body = new MemoryStream(segment.Array ?? [], segment.Offset, segment.Count, writable: false);
        request.Headers.TransferEncoding = default;
        request.ContentLength = body.Length;
    }
}
