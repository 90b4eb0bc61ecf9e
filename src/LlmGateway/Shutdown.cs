using System.Runtime.InteropServices;

namespace LlmGateway;

/// <summary>A token that fires on Ctrl+C or SIGTERM, for the commands that are not the gateway itself.</summary>
internal static class Shutdown
{
    public static CancellationToken OnSignal()
    {
        var source = new CancellationTokenSource();
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            // Kept for the life of the process: a disposed registration no longer fires.
            GC.KeepAlive(PosixSignalRegistration.Create(signal, context => { context.Cancel = true; source.Cancel(); }));
        }

        return source.Token;
    }
}
