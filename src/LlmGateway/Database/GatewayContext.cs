using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Database;

/// <summary>The tables, the same in both databases.</summary>
internal abstract class GatewayContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Rows that exist from the start carry this instant.</summary>
    private static readonly DateTimeOffset s_first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DbSet<OrganizationEntity> Organizations => Set<OrganizationEntity>();
    public DbSet<TeamEntity> Teams => Set<TeamEntity>();
    public DbSet<UserEntity> Users => Set<UserEntity>();
    public DbSet<KeyEntity> Keys => Set<KeyEntity>();
    public DbSet<KeySecretEntity> KeySecrets => Set<KeySecretEntity>();
    public DbSet<LimitsEntity> Limits => Set<LimitsEntity>();
    public DbSet<PolicyChangeEntity> PolicyChanges => Set<PolicyChangeEntity>();
    public DbSet<AuditEntity> Audit => Set<AuditEntity>();
    public DbSet<LedgerEntity> Ledger => Set<LedgerEntity>();
    public DbSet<DailyUsageEntity> DailyUsage => Set<DailyUsageEntity>();
    public DbSet<AdjustmentEntity> Adjustments => Set<AdjustmentEntity>();
    public DbSet<JobEntity> Jobs => Set<JobEntity>();
    public DbSet<ObjectEntity> Objects => Set<ObjectEntity>();
    public DbSet<StoreGenerationEntity> StoreGenerations => Set<StoreGenerationEntity>();
    public DbSet<OutboxRangeEntity> OutboxRanges => Set<OutboxRangeEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrganizationEntity>(organizations =>
        {
            organizations.ToTable("organizations").HasKey(row => row.Id);
            organizations.HasIndex(row => new { row.CreatedAt, row.Id });
            organizations.HasData(new OrganizationEntity { Id = "default", Name = "Default", TimeZone = "UTC", DefaultTier = "free", CreatedAt = s_first, UpdatedAt = s_first });
        });
        modelBuilder.Entity<TeamEntity>(teams =>
        {
            teams.ToTable("teams").HasKey(row => new { row.OrganizationId, row.Id });
            teams.HasIndex(row => new { row.OrganizationId, row.CreatedAt, row.Id });
        });
        modelBuilder.Entity<UserEntity>(users =>
        {
            users.ToTable("users").HasKey(row => new { row.OrganizationId, row.Id });
            users.HasIndex(row => new { row.OrganizationId, row.CreatedAt, row.Id });
            users.HasIndex(row => new { row.OrganizationId, row.TeamId });
        });
        modelBuilder.Entity<KeyEntity>(keys =>
        {
            keys.ToTable("keys").HasKey(row => row.Id);
            keys.HasIndex(row => new { row.OrganizationId, row.CreatedAt, row.Id });
            keys.HasIndex(row => new { row.OrganizationId, row.UserId, row.CreatedAt, row.Id });
            keys.HasIndex(row => new { row.OrganizationId, row.TeamId, row.CreatedAt, row.Id });
        });
        modelBuilder.Entity<KeySecretEntity>(secrets =>
        {
            secrets.ToTable("key_secrets").HasKey(row => row.Hash);
            secrets.HasIndex(row => row.KeyId);
        });
        modelBuilder.Entity<LimitsEntity>().ToTable("limits").HasKey(row => new { row.SubjectKind, row.SubjectId });
        modelBuilder.Entity<PolicyChangeEntity>(changes =>
        {
            changes.ToTable("policy_changes").HasKey(row => row.Version);
            changes.Property(row => row.Version).ValueGeneratedNever();
            changes.HasData(new PolicyChangeEntity { Version = 0, SubjectKind = "", SubjectId = "", At = s_first });
        });
        modelBuilder.Entity<AuditEntity>(audit =>
        {
            audit.ToTable("audit").HasKey(row => row.Id);
            audit.HasIndex(row => new { row.OrganizationId, row.Id });
        });
        modelBuilder.Entity<LedgerEntity>(ledger =>
        {
            ledger.ToTable("ledger").HasKey(row => row.Id);
            ledger.HasIndex(row => new { row.ReservationId, row.Attempt, row.Kind }).IsUnique();
            ledger.HasIndex(row => row.RequestId);
            ledger.HasIndex(row => new { row.CreatedAt, row.Id });
            ledger.HasIndex(row => new { row.Organization, row.CreatedAt, row.Id });
            ledger.HasIndex(row => new { row.Organization, row.User, row.CreatedAt, row.Id });
            ledger.HasIndex(row => new { row.ApiKey, row.CreatedAt, row.Id });
            ledger.HasIndex(row => row.ProviderId);
        });
        modelBuilder.Entity<DailyUsageEntity>(usage =>
        {
            usage.ToTable("daily_usage").HasKey(row => new
            {
                row.Organization,
                row.Day,
                row.UtcDay,
                row.User,
                row.Team,
                row.ApiKey,
                row.Upstream,
                row.Provider,
                row.Model,
                row.Operation,
                row.OperationType,
            });
            usage.HasIndex(row => row.Day);
        });
        modelBuilder.Entity<AdjustmentEntity>(adjustments =>
        {
            adjustments.ToTable("adjustments").HasKey(row => row.Id);
            adjustments.HasIndex(row => new { row.SubjectKind, row.SubjectId, row.WindowId });
        });
        modelBuilder.Entity<JobEntity>(jobs =>
        {
            jobs.ToTable("jobs").HasKey(row => new { row.Provider, row.JobId });
            jobs.HasIndex(row => row.ReservationId);
            jobs.HasIndex(row => row.IsOpen);
        });
        modelBuilder.Entity<StoreGenerationEntity>(generations =>
        {
            generations.ToTable("store_generations").HasKey(row => row.Id);
            generations.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<OutboxRangeEntity>().ToTable("outbox_ranges").HasKey(row => new { row.Generation, row.First });
        modelBuilder.Entity<ObjectEntity>().ToTable("objects").HasKey(row => new { row.Provider, row.ObjectId });
    }
}
