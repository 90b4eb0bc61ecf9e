using System.Globalization;

namespace LlmGateway.Quotas.Spool;

/// <summary>
/// The local write-ahead log: numbered files of records in the data directory. A record is handed to the operating system before <see cref="Append"/> returns, so the
/// death of the process loses nothing; it is on the disk within 100 ms (group fsync), which is what a power cut may lose. Thread-safe.
/// </summary>
internal sealed class SpoolLog : IDisposable
{
    private const string Prefix = "spool-";
    private const string Suffix = ".log";

    private readonly string _directory;
    private readonly Lock _gate = new();
    private FileStream _file;
    private bool _dirty;

    private SpoolLog(string directory, long segment)
    {
        _directory = directory;
        Segment = segment;
        _file = Create(segment);
    }

    /// <summary>Number of the file that is written to.</summary>
    public long Segment { get; private set; }

    /// <summary>Bytes in the file that is written to.</summary>
    public long Length
    {
        get { lock (_gate) return _file.Length; }
    }

    /// <summary>Opens a new file behind those of earlier runs, which stay until <see cref="DeleteBefore"/>.</summary>
    public static SpoolLog Open(string directory)
    {
        Directory.CreateDirectory(directory);
        var last = Segments(directory).Select(segment => segment.Number).DefaultIfEmpty(0).Max();
        return new(directory, last + 1);
    }

    /// <summary>The records of earlier runs, oldest first.</summary>
    /// <param name="onTorn">Told the name of a file whose end is not a whole record.</param>
    public static IEnumerable<SpoolRecord> Read(string directory, Action<string> onTorn)
    {
        if (!Directory.Exists(directory)) yield break;
        foreach (var (_, path) in Segments(directory))
        {
            var records = SpoolFormat.Decode(File.ReadAllBytes(path), out var whole);
            if (!whole) onTorn(Path.GetFileName(path));
            foreach (var record in records) yield return record;
        }
    }

    /// <exception cref="IOException">The disk is full or away.</exception>
    public void Append(SpoolRecord record)
    {
        var bytes = SpoolFormat.Encode(record);
        lock (_gate) Write(bytes);
    }

    /// <summary>Puts what was appended on the disk.</summary>
    public void Flush()
    {
        FileStream file;
        lock (_gate)
        {
            if (!_dirty) return;
            (_dirty, file) = (false, _file);
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Goes on in a new file that begins with these records; the caller sees to it that nothing else changes meanwhile.</summary>
    public void Rotate(IEnumerable<SpoolRecord> snapshot)
    {
        lock (_gate)
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
            _file = Create(++Segment);
            foreach (var record in snapshot) Write(SpoolFormat.Encode(record));
            _file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Removes the files before a number: all that they say is in the database or in later files.</summary>
    public void DeleteBefore(long segment)
    {
        foreach (var (number, path) in Segments(_directory))
        {
            if (number < segment) File.Delete(path);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
        }
    }

    private void Write(byte[] bytes)
    {
        var start = _file.Position;
        try
        {
            _file.Write(bytes);
            _dirty = true;
        }
        catch (IOException)
        {
            // Half a record would hide all that follows it.
            _file.SetLength(start);
            throw;
        }
    }

    // No buffer of its own: each write is one system call.
    private FileStream Create(long segment) =>
        new(Path.Combine(_directory, FormattableString.Invariant($"{Prefix}{segment:D12}{Suffix}")), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private static IEnumerable<(long Number, string Path)> Segments(string directory) => Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}")
        .Select(path => (Number: long.TryParse(Path.GetFileName(path)[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1, path))
        .Where(segment => segment.Number >= 0)
        .OrderBy(segment => segment.Number);
}
