using System.Buffers;
using LlmGateway.Metering;
using LlmGateway.Pipeline;
using Microsoft.Extensions.Options;

namespace LlmGateway.Operations;

/// <summary>Reads a metered call's body whole, once, within the limits; a body that is too large is refused before it is read.</summary>
internal sealed class BodyReader(IOptions<BodyOptions> options)
{
    private const int FirstPiece = 16 * 1024;

    private long _inMemory;

    public async ValueTask<Result<RequestBody>> ReadAsync(HttpRequest request, BodyMode mode, CancellationToken cancellation)
    {
        if (mode == BodyMode.Streamed) return RequestBody.None;
        var limits = options.Value;
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(RefusalCode.UnsupportedEncoding, 415, "The body must be sent without Content-Encoding, so that its tokens can be counted.", "Content-Encoding");
        }

        if (request.ContentLength > limits.Largest) return TooLarge(limits);

        var size = (int)Math.Max(request.ContentLength is { } length ? length + 1 : FirstPiece, 1);
        var buffer = Rent(size);
        if (buffer is null) return Busy();
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    if (filled > limits.Largest) return Abandon(TooLarge(limits));
                    if (Rent((int)Math.Min(filled * 2L, limits.Largest + 1)) is not { } larger) return Abandon(Busy());
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    Return(buffer);
                    buffer = larger;
                }

                var read = await request.Body.ReadAsync(buffer.AsMemory(filled), cancellation);
                if (read == 0) return new RequestBody(buffer, filled, released => Interlocked.Add(ref _inMemory, -released));
                filled += read;
                if (filled > limits.Largest) return Abandon(TooLarge(limits));
            }
        }
        catch (BadHttpRequestException exception)
        {
            return Abandon(exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(limits) : Refusal.Invalid("The request's body could not be read: it ends early or is framed wrongly."));
        }
        catch
        {
            Return(buffer);
            throw;
        }

        Result<RequestBody> Abandon(Refusal refusal)
        {
            Return(buffer!);
            return refusal;
        }
    }

    private byte[]? Rent(int size)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        if (Interlocked.Add(ref _inMemory, buffer.Length) <= options.Value.AtOnce) return buffer;
        Return(buffer);
        return null;
    }

    private void Return(byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        Interlocked.Add(ref _inMemory, -buffer.Length);
    }

    private static Refusal TooLarge(BodyOptions limits) => new(
        RefusalCode.PayloadTooLarge, 413, FormattableString.Invariant($"The body is larger than the {limits.Largest:N0} bytes that this gateway takes for a metered call (setting Bodies:Largest)."));

    private static Refusal Busy() => new(
        RefusalCode.PayloadTooLarge, 503, "The gateway is holding as many request bodies as it may at once. Try again in a moment.")
    { RetryAfter = TimeSpan.FromSeconds(1) };
}
