using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmGateway.Quotas.Spool;

/// <summary>
/// A record on disk: 4 bytes length of the payload, 4 bytes CRC-32C of it (both little-endian), then the payload: 1 byte kind, and JSON. A record that is cut or
/// does not match its checksum ends the reading of its file: that is where a process or the power died. Zeros may follow the last record.
/// </summary>
internal static class SpoolFormat
{
    public const int HeaderLength = 8;
    private const int LargestRecord = 16 * 1024 * 1024;

    /// <summary>Most records fit in it.</summary>
    private const int UsualRecord = 8 * 1024;

    [ThreadStatic]
    private static byte[]? t_scratch;

    public static byte[] Encode(SpoolRecord record)
    {
        var (kind, json) = record switch
        {
            SpoolRecord.Reserved value => ((byte)'R', StoredJson.Write(value)),
            SpoolRecord.Dispatched value => ((byte)'D', StoredJson.Write(value)),
            SpoolRecord.Moved value => ((byte)'M', StoredJson.Write(value)),
            SpoolRecord.Bound value => ((byte)'B', StoredJson.Write(value)),
            SpoolRecord.Settled value => ((byte)'S', StoredJson.Write(value)),
            SpoolRecord.Adjusted value => ((byte)'A', StoredJson.Write(value)),
            SpoolRecord.Remembered value => ((byte)'O', StoredJson.Write(value)),
            _ => throw new ArgumentOutOfRangeException(nameof(record)),
        };
        return Frame(kind, json, [], [], [], []).ToArray();
    }

    /// <summary>A <see cref="SpoolRecord.Reserved"/> whose JSON is there already. The bytes are good until this thread encodes again; likewise the next one.</summary>
    public static ReadOnlySpan<byte> EncodeReserved(ReadOnlySpan<byte> reservation) => Frame((byte)'R', "{\"Reservation\":"u8, reservation, "}"u8, [], []);

    /// <summary>A <see cref="SpoolRecord.Settled"/> whose JSON is there already.</summary>
    public static ReadOnlySpan<byte> EncodeSettled(ReadOnlySpan<byte> reservation, ReadOnlySpan<byte> settlement) =>
        Frame((byte)'S', "{\"Reservation\":"u8, reservation, ",\"Settlement\":"u8, settlement, "}"u8);

    private static ReadOnlySpan<byte> Frame(byte kind, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<byte> e)
    {
        var length = HeaderLength + 1 + a.Length + b.Length + c.Length + d.Length + e.Length;
        var bytes = length <= UsualRecord ? (t_scratch ??= new byte[UsualRecord]).AsSpan(0, length) : new byte[length];
        bytes[HeaderLength] = kind;
        var rest = bytes[(HeaderLength + 1)..];
        a.CopyTo(rest);
        b.CopyTo(rest = rest[a.Length..]);
        c.CopyTo(rest = rest[b.Length..]);
        d.CopyTo(rest = rest[c.Length..]);
        e.CopyTo(rest[d.Length..]);
        var payload = bytes[HeaderLength..];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Checksum(payload));
        return bytes;
    }

    /// <summary>All whole records of a file, in order.</summary>
    /// <param name="whole">False if bytes at the end are not a record.</param>
    public static List<SpoolRecord> Decode(ReadOnlySpan<byte> file, out bool whole)
    {
        var records = new List<SpoolRecord>();
        while (file.Length >= HeaderLength)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file);
            if (length is < 1 or > LargestRecord || file.Length < HeaderLength + length) break;
            var payload = file.Slice(HeaderLength, length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) != Checksum(payload) || Read(payload) is not { } record) break;
            records.Add(record);
            file = file[(HeaderLength + length)..];
        }

        whole = !file.ContainsAnyExcept((byte)0); // Zeros stand behind the last record of a file that was not closed.
        return records;
    }

    private static SpoolRecord? Read(ReadOnlySpan<byte> payload)
    {
        var json = payload[1..];
        try
        {
            return (char)payload[0] switch
            {
                'R' => StoredJson.Read<SpoolRecord.Reserved>(json),
                'D' => StoredJson.Read<SpoolRecord.Dispatched>(json),
                'M' => StoredJson.Read<SpoolRecord.Moved>(json),
                'B' => StoredJson.Read<SpoolRecord.Bound>(json),
                'S' => StoredJson.Read<SpoolRecord.Settled>(json),
                'A' => StoredJson.Read<SpoolRecord.Adjusted>(json),
                'O' => StoredJson.Read<SpoolRecord.Remembered>(json),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> payload)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(payload)) crc = BitOperations.Crc32C(crc, word);
        foreach (var single in payload[(payload.Length & ~7)..]) crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
