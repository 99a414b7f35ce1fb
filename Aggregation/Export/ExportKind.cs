using static Telemetry.Aggregation.Export.ExportColumn;

namespace Telemetry.Aggregation.Export;

/// <summary>
/// A kind of rows to export, read in pieces. Each row has a key that never changes, and a piece begins after the last key of the piece
/// before.
/// </summary>
internal sealed record ExportKind(string Name, IReadOnlyList<ExportColumn> Columns)
{
    /// <summary>The table of raw reports and the column of its partitions, read day by day. Null for tables without partitions.</summary>
    public (string Table, string Column)? Partitions { get; init; }

    /// <summary>
    /// Rows in the order of the key. $1, $2: time range; $3: the last key as an array of text, or null; $4: limit. A row that is not
    /// <c>wanted</c> only advances the key.
    /// </summary>
    public required string Rows { get; init; }

    public required IReadOnlyList<string> Key { get; init; }

    public required string Order { get; init; }

    /// <summary>SQL for the approximate size of a row's unbounded columns, in bytes.</summary>
    public required string Size { get; init; }

    // Read in the order of ids: the order by time changes while instances report.
    private static readonly ExportKind Instances = new(
        "instances",
        [
            Text("instance_id"), Text("app_name"), Text("app_slug", "app"), Text("app_version", "version"), Text("deployment_mode"),
            Text("environment"), Text("os_arch"), Text("status"), Time("registered_at"), Time("last_seen_at"), Json("metrics"),
        ])
    {
        Rows = """
            select
              i.*, coalesce(a.name, i.app) as app_name, s.last_seen_at, s.metrics::text as metrics,
              coalesce(s.last_seen_at >= $1, true) as wanted
            from (
              select *
              from analytics.instances
              where $3 is null or instance_id > ($3)[1]::uuid
              order by instance_id
              limit $4
            ) i
            left join analytics.instance_states s using (instance_id)
            left join analytics.applications a on a.slug = i.app
            """,
        Key = ["instance_id"],
        Order = "instance_id",
        Size = "coalesce(octet_length(metrics), 0)",
    };

    private static readonly ExportKind Snapshots = new(
        "snapshots",
        [Text("instance_id"), Text("app"), Text("version"), Time("timestamp", "taken_at"), Time("received_at"), Json("metrics")])
    {
        Partitions = ("snapshots", "taken_at"),
        Rows = """
            select instance_id, app, version, taken_at, digest, received_at, metrics::text as metrics, true as wanted
            from analytics.snapshots
            where taken_at >= $1
              and taken_at < $2
              and ($3 is null or (instance_id, taken_at, digest) > (($3)[1]::uuid, ($3)[2]::timestamptz, ($3)[3]::uuid))
            order by instance_id, taken_at, digest
            limit $4
            """,
        Key = ["instance_id", "taken_at", "digest"],
        Order = "instance_id, taken_at, digest",
        Size = "octet_length(metrics)",
    };

    // The order of the index runs_created, backwards.
    private static readonly ExportKind Runs = new(
        "runs",
        [
            Text("execution_id"), Text("random_id"), Time("created", "created_at"), Time("updated", "updated_at"), Text("nsapp", "app"),
                Text("type"),
            Text("status"), Text("status_sent"), Time("outcome_at"), Json("timed_out"), Json("exit_code"), Text("error"),
            Text("error_category", "category"), Text("error_category_sent", "category_sent"), Text("error_pattern", "pattern"),
            Text("repo_source", "repo"), Text("repo_slug", "slug"), Text("os_type"), Text("os_version"), Text("pve_version"),
                Text("method"),
            Json("ct_type"), Json("disk_size"), Json("core_count"), Json("ram_size"), Json("install_duration"), Json("has_arm"),
                Text("arch"),
            Text("platform"), Text("gpu_vendor"), Text("gpu_model"), Text("gpu_passthrough"), Text("cpu_vendor"), Text("cpu_model"),
            Text("ram_speed"), Json("steps"),
        ])
    {
        Partitions = ("runs", "created_at"),
        Rows = """
            select *, true as wanted
            from analytics.runs
            where created_at >= $1
              and created_at < $2
              and ($3 is null
                or (created_at >= ($3)[1]::timestamptz and (created_at > ($3)[1]::timestamptz or run_key < ($3)[2]::uuid)))
            order by created_at, run_key desc
            limit $4
            """,
        Key = ["created_at", "run_key"],
        Order = "created_at, run_key desc",
        Size = "octet_length(error)",
    };

    private static readonly ExportKind Starts = new(
        "starts",
        [
            Json("id"), Time("created_at", "started_at"), Text("instance_id"), Text("image_version"), Text("architecture"), Text("os"),
            Text("container_runtime"), Json("startup_time_ms"), Text("db_type"), Text("telemetry_version"),
                Text("timestamp", "client_timestamp"),
        ])
    {
        Partitions = ("starts", "started_at"),
        Rows = """
            select *, true as wanted
            from analytics.starts
            where started_at >= $1
              and started_at < $2
              and ($3 is null or (started_at, id) > (($3)[1]::timestamptz, ($3)[2]::bigint))
            order by started_at, id
            limit $4
            """,
        Key = ["started_at", "id"],
        Order = "started_at, id",
        Size = """
            octet_length(instance_id) + octet_length(image_version) + octet_length(architecture) + octet_length(os)
              + octet_length(container_runtime) + octet_length(db_type) + octet_length(telemetry_version) + octet_length(client_timestamp)
            """,
    };

    public static IReadOnlyList<ExportKind> All { get; } = [Instances, Runs, Starts, Snapshots];
}
