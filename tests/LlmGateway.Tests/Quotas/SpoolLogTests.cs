using LlmGateway.Metering;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Spool;
using LlmGateway.Tests.Settlements;

namespace LlmGateway.Tests.Quotas;

public sealed class SpoolLogTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-spool-");

    private static readonly Reservation s_reservation = Ended.Reservation(new(Tokens: 300, Calls: 1)) with { Accounts = [new(Subject.Key("key_1"), "2026-11", 20782)] };

    /// <summary>Longer than records are.</summary>
    private static readonly Reservation s_long = s_reservation with { Context = s_reservation.Context with { Model = new('m', 10_000) } };

    private static readonly Settlement s_settlement = new() { ReservationId = "rsv_1", Kind = EntryKind.Settle, Posted = new(Tokens: 200, Calls: 1), Certainty = Certainty.Exact };

    [Fact]
    public void Records_put_together_from_their_parts_are_those_that_are_written_whole()
    {
        Assert.Equal(SpoolFormat.Encode(new SpoolRecord.Reserved(s_reservation)), SpoolFormat.EncodeReserved(StoredJson.Write(s_reservation)));
        Assert.Equal(SpoolFormat.Encode(new SpoolRecord.Settled(s_reservation, s_settlement)), SpoolFormat.EncodeSettled(StoredJson.Write(s_reservation), StoredJson.Write(s_settlement)));
        Assert.Equal(SpoolFormat.Encode(new SpoolRecord.Settled(s_long, s_settlement)), SpoolFormat.EncodeSettled(StoredJson.Write(s_long), StoredJson.Write(s_settlement)));
    }

    [Fact]
    public void A_file_that_was_never_closed_is_read_to_its_last_record_and_is_whole()
    {
        using var log = SpoolLog.Open(_directory.FullName);
        for (var i = 0; i < 3000; i++) log.Append(new SpoolRecord.Settled(s_reservation, s_settlement)); // Over several windows of the mapping.
        var torn = new List<string>();
        Assert.Equal(3000, SpoolLog.Read(_directory.FullName, torn.Add).Count());
        Assert.Empty(torn);
    }

    [Fact]
    public void A_closed_file_is_as_long_as_its_records()
    {
        var record = SpoolFormat.Encode(new SpoolRecord.Reserved(s_reservation));
        using (var log = SpoolLog.Open(_directory.FullName))
        {
            log.Append(record);
            log.Flush();
            log.Append(record);
        }

        Assert.Equal(2 * record.Length, Assert.Single(_directory.GetFiles()).Length);
    }

    [Fact]
    public void A_record_that_is_cut_ends_its_file_and_is_told()
    {
        using (var log = SpoolLog.Open(_directory.FullName))
        {
            log.Append(SpoolFormat.EncodeReserved(StoredJson.Write(s_reservation)));
            log.Append(SpoolFormat.EncodeReserved(StoredJson.Write(s_reservation)));
        }

        var file = Assert.Single(_directory.GetFiles()).FullName;
        var bytes = File.ReadAllBytes(file);
        bytes.AsSpan(bytes.Length - 40).Clear(); // As if the processor had stopped in the middle of the copy: zeros follow.
        File.WriteAllBytes(file, [.. bytes, .. new byte[4096]]);
        var torn = new List<string>();
        Assert.Single(SpoolLog.Read(_directory.FullName, torn.Add));
        Assert.Equal(Path.GetFileName(file), Assert.Single(torn));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
