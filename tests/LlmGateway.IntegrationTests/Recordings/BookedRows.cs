using System.Text.Json.Nodes;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>The ledger's rows by the call that each belongs to.</summary>
internal sealed class BookedRows
{
    private readonly Dictionary<string, List<JsonNode>> _rows;
    private readonly HashSet<JsonNode> _unclaimed;

    public BookedRows(IReadOnlyList<JsonNode> rows)
    {
        _rows = rows.GroupBy(row => row["request_id"]!.GetValue<string>()).ToDictionary(group => group.Key, group => group.ToList());
        _unclaimed = [.. rows];
    }

    /// <summary>Calls whose reservation waits for a job's end.</summary>
    public int Bound { get; set; }

    public IEnumerable<string> Unclaimed => _unclaimed.Select(row => row.ToJsonString());

    public IReadOnlyList<JsonNode> Of(Play play)
    {
        var rows = _rows.GetValueOrDefault(play.Response.RequestId) ?? [];
        _unclaimed.ExceptWith(rows);
        return rows;
    }

    /// <summary>The row of the job that a read asks for, if it was settled; its submission is another call.</summary>
    public IReadOnlyList<JsonNode> OfJob(string id)
    {
        var rows = _rows.Values.SelectMany(list => list).Where(row => row["resource_id"]?.GetValue<string>().Split('/')[^1] == id).ToArray();
        _unclaimed.ExceptWith(rows);
        return rows;
    }
}
