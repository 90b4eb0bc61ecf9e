using System.Net;

namespace LlmGateway.Forwarding;

/// <summary>
/// The content of a request whose body is in memory: head and body leave together. YARP's own content sends the head ahead of a body that may come slowly, which
/// costs a packet more, and a wakeup of the provider. What YARP knows of the copying stays as it is: its content does it.
/// </summary>
internal sealed class WholeContent : HttpContent
{
    private readonly HttpContent _content;

    public WholeContent(HttpContent content)
    {
        _content = content;
        foreach (var header in content.Headers.NonValidated) Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    /// <summary>True when the body has been handed to the connection to its last byte: nobody reads it again.</summary>
    public bool IsSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await _content.CopyToAsync(new UnflushedStream(stream), context, cancellationToken);
        IsSent = true;
    }

    /// <summary>Its header tells the length.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What is written stays in the connection's buffer as long as it fits; the connection flushes at the end.</summary>
    private sealed class UnflushedStream(Stream stream) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => stream.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => stream.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
