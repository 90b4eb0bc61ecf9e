using System.Net;
using System.Text;
using LlmGateway.Forwarding;

namespace LlmGateway.Tests.Forwarding;

public sealed class WholeContentTests
{
    [Fact]
    public async Task The_head_waits_for_the_body_and_nothing_else_changes()
    {
        using var flushing = new FlushingContent();
        flushing.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        flushing.Headers.TryAddWithoutValidation("Content-Length", "10");
        using var whole = new WholeContent(flushing);
        using var connection = new Connection();

        await whole.CopyToAsync(connection, TestContext.Current.CancellationToken);

        Assert.Equal("first last", Encoding.UTF8.GetString(connection.ToArray()));
        Assert.Equal(0, connection.Flushes);
        Assert.Equal(10, whole.Headers.ContentLength);
        Assert.Equal(Lines(flushing), Lines(whole));
    }

    private static string[] Lines(HttpContent content) => [.. content.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}")];

    /// <summary>As YARP's: the head goes ahead.</summary>
    private sealed class FlushingContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await stream.WriteAsync("first "u8.ToArray());
            await stream.FlushAsync();
            await stream.WriteAsync("last"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Connection : MemoryStream
    {
        public int Flushes { get; private set; }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return Task.CompletedTask;
        }
    }
}
