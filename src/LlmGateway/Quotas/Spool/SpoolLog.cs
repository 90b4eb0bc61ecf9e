using System.Globalization;

namespace LlmGateway.Quotas.Spool;

/// <summary>
/// The local write-ahead log: numbered files of records in the data directory. A record is handed to the operating system before <see cref="Append(SpoolRecord)"/> returns, so the
/// death of the process loses nothing; it is on the disk within 100 ms (group fsync), which is what a power cut may lose. Thread-safe.
/// </summary>
internal sealed class SpoolLog : IDisposable
{
    private const string Prefix = "spool-";
    private const string Suffix = ".log";

    private readonly string _directory;
    private readonly Lock _gate = new();
    private SpoolFile _file;
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
        Append(SpoolFormat.Encode(record));
    }

    /// <param name="encoded">A record as <see cref="SpoolFormat"/> has it.</param>
    /// <exception cref="IOException">The disk is full or away.</exception>
    public void Append(ReadOnlySpan<byte> encoded)
    {
        lock (_gate) Write(encoded);
    }

    /// <summary>Puts what was appended on the disk.</summary>
    public void Flush()
    {
        SpoolFile file;
        lock (_gate)
        {
            if (!_dirty) return;
            (_dirty, file) = (false, _file);
        }

        file.Flush();
    }

    /// <summary>Goes on in a new file that begins with these records; the caller sees to it that nothing else changes meanwhile.</summary>
    public void Rotate(IEnumerable<SpoolRecord> snapshot)
    {
        lock (_gate)
        {
            _file.Dispose();
            _file = Create(++Segment);
            foreach (var record in snapshot) Write(SpoolFormat.Encode(record));
            _file.Flush();
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
        lock (_gate) _file.Dispose();
    }

    private void Write(ReadOnlySpan<byte> encoded)
    {
        _file.Append(encoded);
        _dirty = true;
    }

    private SpoolFile Create(long segment) => new(Path.Combine(_directory, FormattableString.Invariant($"{Prefix}{segment:D12}{Suffix}")));

    private static IEnumerable<(long Number, string Path)> Segments(string directory) => Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}")
        .Select(path => (Number: long.TryParse(Path.GetFileName(path)[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1, path))
        .Where(segment => segment.Number >= 0)
        .OrderBy(segment => segment.Number);
}
