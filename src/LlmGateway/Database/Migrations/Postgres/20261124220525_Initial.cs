using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LlmGateway.Database.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "adjustments",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    meter = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    window_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<int>(type: "integer", nullable: false),
                    delta = table.Column<long>(type: "bigint", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_adjustments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    before = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    after = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    request_id = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "daily_usage",
                columns: table => new
                {
                    organization = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<int>(type: "integer", nullable: false),
                    utc_day = table.Column<int>(type: "integer", nullable: false),
                    user = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    team = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    api_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    upstream = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    operation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    operation_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tokens = table.Column<long>(type: "bigint", nullable: false),
                    calls = table.Column<long>(type: "bigint", nullable: false),
                    cost_nano = table.Column<long>(type: "bigint", nullable: false),
                    videos = table.Column<long>(type: "bigint", nullable: false),
                    images = table.Column<long>(type: "bigint", nullable: false),
                    scripts = table.Column<long>(type: "bigint", nullable: false),
                    video_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    input_tokens = table.Column<long>(type: "bigint", nullable: false),
                    output_tokens = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_daily_usage", x => new { x.organization, x.day, x.utc_day, x.user, x.team, x.api_key, x.upstream, x.provider, x.model, x.operation, x.operation_type });
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    job_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reservation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    api_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    upstream = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    poll_path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    poll_operation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    bound_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    submit_status = table.Column<int>(type: "integer", nullable: false),
                    reservation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_open = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => new { x.provider, x.job_id });
                });

            migrationBuilder.CreateTable(
                name: "key_secrets",
                columns: table => new
                {
                    hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    last_four = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_key_secrets", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    team_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    may_name_users = table.Column<bool>(type: "boolean", nullable: false),
                    operation_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    allowed_models = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    allowed_operations = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unknown_objects = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ledger",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    api_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    operation_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tokens_used = table.Column<long>(type: "bigint", nullable: false),
                    calls_made = table.Column<int>(type: "integer", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    metadata = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    month = table.Column<int>(type: "integer", nullable: false),
                    year = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<int>(type: "integer", nullable: false),
                    utc_day = table.Column<int>(type: "integer", nullable: false),
                    organization = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    team = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    upstream = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    operation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    input_tokens = table.Column<long>(type: "bigint", nullable: true),
                    output_tokens = table.Column<long>(type: "bigint", nullable: true),
                    cached_input_tokens = table.Column<long>(type: "bigint", nullable: true),
                    reasoning_tokens = table.Column<long>(type: "bigint", nullable: true),
                    images = table.Column<long>(type: "bigint", nullable: false),
                    videos = table.Column<long>(type: "bigint", nullable: false),
                    scripts = table.Column<long>(type: "bigint", nullable: false),
                    video_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    cost_nano = table.Column<long>(type: "bigint", nullable: false),
                    certainty = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    reservation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    request_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<int>(type: "integer", nullable: true),
                    latency_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "limits",
                columns: table => new
                {
                    subject_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    monthly_token_limit = table.Column<long>(type: "bigint", nullable: true),
                    monthly_call_limit = table.Column<long>(type: "bigint", nullable: true),
                    monthly_cost_limit = table.Column<long>(type: "bigint", nullable: true),
                    video_generation_limit = table.Column<long>(type: "bigint", nullable: true),
                    image_generation_limit = table.Column<long>(type: "bigint", nullable: true),
                    script_generation_limit = table.Column<long>(type: "bigint", nullable: true),
                    video_seconds_limit = table.Column<long>(type: "bigint", nullable: true),
                    requests_per_minute = table.Column<long>(type: "bigint", nullable: true),
                    tokens_per_minute = table.Column<long>(type: "bigint", nullable: true),
                    max_parallel_requests = table.Column<long>(type: "bigint", nullable: true),
                    window = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    enforcement = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_limits", x => new { x.subject_kind, x.subject_id });
                });

            migrationBuilder.CreateTable(
                name: "objects",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    object_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    organization = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    upstream = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tokens = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_objects", x => new { x.provider, x.object_id });
                });

            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    time_zone = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    next_time_zone = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    next_time_zone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    default_tier = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    bucket = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organizations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_ranges",
                columns: table => new
                {
                    generation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    first = table.Column<long>(type: "bigint", nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_ranges", x => new { x.generation, x.first });
                });

            migrationBuilder.CreateTable(
                name: "policy_changes",
                columns: table => new
                {
                    version = table.Column<long>(type: "bigint", nullable: false),
                    subject_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_changes", x => x.version);
                });

            migrationBuilder.CreateTable(
                name: "store_generations",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    generation = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_store_generations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    organization_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    organization_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    team_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tier = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => new { x.organization_id, x.id });
                });

            migrationBuilder.InsertData(
                table: "organizations",
                columns: new[] { "id", "bucket", "created_at", "default_tier", "is_active", "name", "next_time_zone", "next_time_zone_at", "time_zone", "updated_at", "version" },
                values: new object[] { "default", 0, new DateTimeOffset(new DateTime(2026, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), "free", true, "Default", null, null, "UTC", new DateTimeOffset(new DateTime(2026, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), 0L });

            migrationBuilder.InsertData(
                table: "policy_changes",
                columns: new[] { "version", "at", "subject_id", "subject_kind" },
                values: new object[] { 0L, new DateTimeOffset(new DateTime(2026, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), "", "" });

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_subject_kind_subject_id_window_id",
                table: "adjustments",
                columns: new[] { "subject_kind", "subject_id", "window_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_organization_id_id",
                table: "audit",
                columns: new[] { "organization_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_daily_usage_day",
                table: "daily_usage",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_is_open",
                table: "jobs",
                column: "is_open");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_reservation_id",
                table: "jobs",
                column: "reservation_id");

            migrationBuilder.CreateIndex(
                name: "ix_key_secrets_key_id",
                table: "key_secrets",
                column: "key_id");

            migrationBuilder.CreateIndex(
                name: "ix_keys_organization_id_created_at_id",
                table: "keys",
                columns: new[] { "organization_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_keys_organization_id_team_id_created_at_id",
                table: "keys",
                columns: new[] { "organization_id", "team_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_keys_organization_id_user_id_created_at_id",
                table: "keys",
                columns: new[] { "organization_id", "user_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_api_key_created_at_id",
                table: "ledger",
                columns: new[] { "api_key", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_created_at_id",
                table: "ledger",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_organization_created_at_id",
                table: "ledger",
                columns: new[] { "organization", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_organization_user_created_at_id",
                table: "ledger",
                columns: new[] { "organization", "user", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_provider_id",
                table: "ledger",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_request_id",
                table: "ledger",
                column: "request_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_reservation_id_attempt_kind",
                table: "ledger",
                columns: new[] { "reservation_id", "attempt", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_organizations_created_at_id",
                table: "organizations",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_teams_organization_id_created_at_id",
                table: "teams",
                columns: new[] { "organization_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_organization_id_created_at_id",
                table: "users",
                columns: new[] { "organization_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_organization_id_team_id",
                table: "users",
                columns: new[] { "organization_id", "team_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "adjustments");

            migrationBuilder.DropTable(
                name: "audit");

            migrationBuilder.DropTable(
                name: "daily_usage");

            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropTable(
                name: "key_secrets");

            migrationBuilder.DropTable(
                name: "keys");

            migrationBuilder.DropTable(
                name: "ledger");

            migrationBuilder.DropTable(
                name: "limits");

            migrationBuilder.DropTable(
                name: "objects");

            migrationBuilder.DropTable(
                name: "organizations");

            migrationBuilder.DropTable(
                name: "outbox_ranges");

            migrationBuilder.DropTable(
                name: "policy_changes");

            migrationBuilder.DropTable(
                name: "store_generations");

            migrationBuilder.DropTable(
                name: "teams");

            migrationBuilder.DropTable(
                name: "users");
        }
    }
}
