using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LlmGateway.Database;

/// <summary>The tables in SQLite. Instants are whole microseconds since 1970, so that they sort and compare.</summary>
internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : GatewayContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Microseconds>();

    /// <summary>An instant as it stands in the tables.</summary>
    public static long MicrosecondsOf(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private sealed class Microseconds() : ValueConverter<DateTimeOffset, long>(
        at => MicrosecondsOf(at),
        microseconds => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));
}
