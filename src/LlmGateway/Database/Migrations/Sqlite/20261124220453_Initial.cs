using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LlmGateway.Database.Migrations.Sqlite
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
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    subject_kind = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", nullable: false),
                    meter = table.Column<string>(type: "TEXT", nullable: false),
                    window_id = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    delta = table.Column<long>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_adjustments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    subject_kind = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_id = table.Column<string>(type: "TEXT", nullable: true),
                    before = table.Column<string>(type: "TEXT", nullable: true),
                    after = table.Column<string>(type: "TEXT", nullable: true),
                    request_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "daily_usage",
                columns: table => new
                {
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    utc_day = table.Column<int>(type: "INTEGER", nullable: false),
                    user = table.Column<string>(type: "TEXT", nullable: false),
                    team = table.Column<string>(type: "TEXT", nullable: false),
                    api_key = table.Column<string>(type: "TEXT", nullable: false),
                    upstream = table.Column<string>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    operation = table.Column<string>(type: "TEXT", nullable: false),
                    operation_type = table.Column<string>(type: "TEXT", nullable: false),
                    tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    calls = table.Column<long>(type: "INTEGER", nullable: false),
                    cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    videos = table.Column<long>(type: "INTEGER", nullable: false),
                    images = table.Column<long>(type: "INTEGER", nullable: false),
                    scripts = table.Column<long>(type: "INTEGER", nullable: false),
                    video_milliseconds = table.Column<long>(type: "INTEGER", nullable: false),
                    input_tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    output_tokens = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_daily_usage", x => new { x.organization, x.day, x.utc_day, x.user, x.team, x.api_key, x.upstream, x.provider, x.model, x.operation, x.operation_type });
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    job_id = table.Column<string>(type: "TEXT", nullable: false),
                    reservation_id = table.Column<string>(type: "TEXT", nullable: false),
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    api_key = table.Column<string>(type: "TEXT", nullable: false),
                    upstream = table.Column<string>(type: "TEXT", nullable: false),
                    poll_path = table.Column<string>(type: "TEXT", nullable: false),
                    poll_operation = table.Column<string>(type: "TEXT", nullable: false),
                    bound_at = table.Column<long>(type: "INTEGER", nullable: false),
                    submit_status = table.Column<int>(type: "INTEGER", nullable: false),
                    reservation = table.Column<string>(type: "TEXT", nullable: false),
                    is_open = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => new { x.provider, x.job_id });
                });

            migrationBuilder.CreateTable(
                name: "key_secrets",
                columns: table => new
                {
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    last_four = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_key_secrets", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    organization_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    team_id = table.Column<string>(type: "TEXT", nullable: true),
                    user_id = table.Column<string>(type: "TEXT", nullable: true),
                    may_name_users = table.Column<bool>(type: "INTEGER", nullable: false),
                    operation_type = table.Column<string>(type: "TEXT", nullable: true),
                    allowed_models = table.Column<string>(type: "TEXT", nullable: false),
                    allowed_operations = table.Column<string>(type: "TEXT", nullable: false),
                    unknown_objects = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ledger",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    user = table.Column<string>(type: "TEXT", nullable: true),
                    api_key = table.Column<string>(type: "TEXT", nullable: false),
                    operation_type = table.Column<string>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    tokens_used = table.Column<long>(type: "INTEGER", nullable: false),
                    calls_made = table.Column<int>(type: "INTEGER", nullable: false),
                    resource_id = table.Column<string>(type: "TEXT", nullable: true),
                    metadata = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    month = table.Column<int>(type: "INTEGER", nullable: false),
                    year = table.Column<int>(type: "INTEGER", nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    utc_day = table.Column<int>(type: "INTEGER", nullable: false),
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    team = table.Column<string>(type: "TEXT", nullable: true),
                    upstream = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    operation = table.Column<string>(type: "TEXT", nullable: false),
                    input_tokens = table.Column<long>(type: "INTEGER", nullable: true),
                    output_tokens = table.Column<long>(type: "INTEGER", nullable: true),
                    cached_input_tokens = table.Column<long>(type: "INTEGER", nullable: true),
                    reasoning_tokens = table.Column<long>(type: "INTEGER", nullable: true),
                    images = table.Column<long>(type: "INTEGER", nullable: false),
                    videos = table.Column<long>(type: "INTEGER", nullable: false),
                    scripts = table.Column<long>(type: "INTEGER", nullable: false),
                    video_milliseconds = table.Column<long>(type: "INTEGER", nullable: false),
                    cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    certainty = table.Column<string>(type: "TEXT", nullable: true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    reservation_id = table.Column<string>(type: "TEXT", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: false),
                    provider_id = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<int>(type: "INTEGER", nullable: true),
                    latency_ms = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "limits",
                columns: table => new
                {
                    subject_kind = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", nullable: false),
                    monthly_token_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    monthly_call_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    monthly_cost_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    video_generation_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    image_generation_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    script_generation_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    video_seconds_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    requests_per_minute = table.Column<long>(type: "INTEGER", nullable: true),
                    tokens_per_minute = table.Column<long>(type: "INTEGER", nullable: true),
                    max_parallel_requests = table.Column<long>(type: "INTEGER", nullable: true),
                    window = table.Column<string>(type: "TEXT", nullable: true),
                    enforcement = table.Column<string>(type: "TEXT", nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_limits", x => new { x.subject_kind, x.subject_id });
                });

            migrationBuilder.CreateTable(
                name: "objects",
                columns: table => new
                {
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    object_id = table.Column<string>(type: "TEXT", nullable: false),
                    organization = table.Column<string>(type: "TEXT", nullable: false),
                    upstream = table.Column<string>(type: "TEXT", nullable: false),
                    tokens = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_objects", x => new { x.provider, x.object_id });
                });

            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    next_time_zone = table.Column<string>(type: "TEXT", nullable: true),
                    next_time_zone_at = table.Column<long>(type: "INTEGER", nullable: true),
                    default_tier = table.Column<string>(type: "TEXT", nullable: false),
                    bucket = table.Column<int>(type: "INTEGER", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organizations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_ranges",
                columns: table => new
                {
                    generation = table.Column<string>(type: "TEXT", nullable: false),
                    first = table.Column<long>(type: "INTEGER", nullable: false),
                    last = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_ranges", x => new { x.generation, x.first });
                });

            migrationBuilder.CreateTable(
                name: "policy_changes",
                columns: table => new
                {
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    subject_kind = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_changes", x => x.version);
                });

            migrationBuilder.CreateTable(
                name: "store_generations",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    generation = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_store_generations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    organization_id = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    organization_id = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    team_id = table.Column<string>(type: "TEXT", nullable: true),
                    tier = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => new { x.organization_id, x.id });
                });

            migrationBuilder.InsertData(
                table: "organizations",
                columns: new[] { "id", "bucket", "created_at", "default_tier", "is_active", "name", "next_time_zone", "next_time_zone_at", "time_zone", "updated_at", "version" },
                values: new object[] { "default", 0, 1767225600000000L, "free", true, "Default", null, null, "UTC", 1767225600000000L, 0L });

            migrationBuilder.InsertData(
                table: "policy_changes",
                columns: new[] { "version", "at", "subject_id", "subject_kind" },
                values: new object[] { 0L, 1767225600000000L, "", "" });

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
