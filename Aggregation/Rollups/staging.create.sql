-- Temporary tables; they stay with the pooled connection and are empty between transactions.
do $$
begin
  if to_regclass('pg_temp.staged_refused_posts') is null then
    create temp table staged_instances (
      instance_id uuid, revision bigint, status text collate "C", app text collate "C", app_name text collate "C", version text collate "C",
      deployment_mode text, environment text, os_arch text, registered_at timestamptz, changed_at timestamptz
    ) on commit delete rows;

    create temp table staged_snapshots (
      instance_id uuid, taken_at timestamptz, digest uuid, received_at timestamptz, app text collate "C", app_name text collate "C",
      version text collate "C", metrics jsonb, numbers jsonb
    ) on commit delete rows;

    -- The instances of the batch, and what the current rollups contain of them before it.
    create temp table affected_instances (instance_id uuid) on commit delete rows;

    create temp table instances_before (
      instance_id uuid, app text collate "C", version text collate "C", deployment_mode text, environment text, os_arch text,
      counted boolean, taken_at timestamptz, digest uuid, metrics jsonb
    ) on commit delete rows;

    -- The newest change of each instance in the batch, if its revision is newer than the stored one.
    create temp table instance_changes (
      instance_id uuid, revision bigint, status text collate "C", app text collate "C", app_name text collate "C", version text collate "C",
      deployment_mode text, environment text, os_arch text, registered_at timestamptz, purge boolean
    ) on commit delete rows;

    -- Snapshots that are no duplicates.
    create temp table new_snapshots (
      instance_id uuid, taken_at timestamptz, digest uuid, app text collate "C", version text collate "C", metrics jsonb, numbers jsonb
    ) on commit delete rows;

    -- Instances as they are subtracted from (-1) and added to (+1) the current rollups.
    create temp table instance_deltas (
      sign integer, app text collate "C", version text collate "C", deployment_mode text, environment text, os_arch text, counted boolean,
      metrics jsonb
    ) on commit delete rows;

    -- Status changes of instances that are no duplicates.
    create temp table new_statuses (
      instance_id uuid, revision bigint, changed_at timestamptz, status text collate "C", app text collate "C", is_of_new_life boolean
    ) on commit delete rows;

    -- Days of instances whose newest snapshot is in this batch.
    create temp table changed_days (
      instance_id uuid, day date, app text collate "C", version text collate "C", taken_at timestamptz, digest uuid, is_first boolean,
      known_version text collate "C"
    ) on commit delete rows;

    -- Days of instances whose presence changes, and the changes.
    create temp table affected_days (
      instance_id uuid, app text collate "C", day date
    ) on commit delete rows;

    create temp table presence_deltas (
      app text collate "C", version text collate "C", day date, active integer, quiet integer, new integer, gone integer
    ) on commit delete rows;

    -- Runs as they were (-1), without their long texts, and as they are (+1).
    create temp table staged_runs (
      sign integer, day date, like analytics.runs
    ) on commit delete rows;

    create temp table staged_starts (
      digest uuid, started_at timestamptz, day date, instance_key uuid, instance_id text, image_version text collate "C",
      architecture text collate "C", os text collate "C", container_runtime text collate "C", startup_time_ms numeric,
      db_type text collate "C", telemetry_version text collate "C", client_timestamp text
    ) on commit delete rows;

    -- Starts that are no duplicates.
    create temp table new_starts (
      like staged_starts
    ) on commit delete rows;

    create temp table staged_refused_posts (
      digest uuid, received_at timestamptz, reason text, body text, meant_as text, client text
    ) on commit delete rows;
  end if;
end
$$
