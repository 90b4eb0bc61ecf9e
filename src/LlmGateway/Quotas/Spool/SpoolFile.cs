using System.IO.MemoryMappedFiles;

namespace LlmGateway.Quotas.Spool;

/// <summary>
/// A file that is appended to through a mapping: what is appended is in the operating system's memory the moment it is copied, so it outlives this process, and no
/// system call is made for it. Behind the last record stand zeros, until the file is closed. Not thread-safe.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const int Window = 1024 * 1024;

    private static readonly byte[] s_zeros = new byte[64 * 1024];

    private readonly FileStream _file;
    private MemoryMappedViewAccessor? _view;
    private long _start;
    private long _end;

    // No buffer of its own: it is never written to but through the mapping.
    public SpoolFile(string path) => _file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    /// <summary>Bytes of all records.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">The disk is full or away; nothing was appended.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        if (Length + record.Length > _end) Extend(record.Length);
        _view!.SafeMemoryMappedViewHandle.WriteSpan((ulong)(_view.PointerOffset + Length - _start), record);
        Length += record.Length;
    }

    public void Flush()
    {
        if (OperatingSystem.IsWindows()) _view?.Flush(); // Elsewhere a file's flush takes the pages that were changed through a mapping along.
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
    }

    public void Dispose()
    {
        Unmap();
        _file.SetLength(Length);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        _file.Dispose();
    }

    private void Extend(int needed)
    {
        // Zeros and not a hole: a full disk says so here, as an exception, and not later as a fault of a mapped page.
        var end = Length + Math.Max(Window, needed);
        for (var at = _end; at < end; at += s_zeros.Length) RandomAccess.Write(_file.SafeFileHandle, s_zeros.AsSpan(0, (int)Math.Min(s_zeros.Length, end - at)), at);
        Unmap();
        using var mapping = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = mapping.CreateViewAccessor(Length, end - Length, MemoryMappedFileAccess.ReadWrite);
        (_start, _end) = (Length, end);
    }

    /// <summary>Without the flush that a view makes when it is disposed of: the group's flush is due anyway.</summary>
    private void Unmap()
    {
        _view?.SafeMemoryMappedViewHandle.Dispose();
        _view?.Dispose();
    }
}
