-- A connection's private scratch tables; they stay with the pooled connection and are empty between transactions.
do $$
begin
  if to_regclass('pg_temp.staged_refused') is null then
    create temp table staged_instances (
      instance_id uuid, revision bigint, status text collate "C", app text collate "C", app_name text collate "C", version text collate "C",
      deployment_mode text, environment text, os_arch text, registered_at timestamptz, changed_at timestamptz
    ) on commit delete rows;

    create temp table staged_snapshots (
      instance_id uuid, taken_at timestamptz, digest uuid, received_at timestamptz, app text collate "C", app_name text collate "C",
      version text collate "C", metrics jsonb, numbers jsonb
    ) on commit delete rows;

    -- Whom the batch is about, and what the current rollups hold of them before it.
    create temp table touched (instance_id uuid) on commit delete rows;

    create temp table before (
      instance_id uuid, app text collate "C", version text collate "C", deployment_mode text, environment text, os_arch text, counted boolean,
      taken_at timestamptz, digest uuid, metrics jsonb
    ) on commit delete rows;

    -- The newest change of each instance in the batch, if it is news.
    create temp table news (
      instance_id uuid, revision bigint, status text collate "C", app text collate "C", app_name text collate "C", version text collate "C",
      deployment_mode text, environment text, os_arch text, registered_at timestamptz, purge boolean
    ) on commit delete rows;

    -- Snapshots that were not there yet.
    create temp table fresh (
      instance_id uuid, taken_at timestamptz, digest uuid, app text collate "C", version text collate "C", metrics jsonb, numbers jsonb
    ) on commit delete rows;

    -- What leaves (-1) and what enters (+1) the current rollups.
    create temp table shifts (
      sign integer, app text collate "C", version text collate "C", deployment_mode text, environment text, os_arch text, counted boolean,
      metrics jsonb
    ) on commit delete rows;

    -- States of instances that were not known yet.
    create temp table new_statuses (
      instance_id uuid, revision bigint, changed_at timestamptz, status text collate "C", app text collate "C", is_of_new_life boolean
    ) on commit delete rows;

    -- Days of instances of which a newer snapshot is there now, or the first one.
    create temp table moved (
      instance_id uuid, day date, app text collate "C", version text collate "C", taken_at timestamptz, digest uuid, is_first boolean,
      known_version text collate "C"
    ) on commit delete rows;

    -- Days of instances that mean something else for presence after the batch, and what leaves (negative) and enters it.
    create temp table affected (
      instance_id uuid, app text collate "C", day date
    ) on commit delete rows;

    create temp table presence (
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

    -- Starts that were not there yet.
    create temp table fresh_starts (
      like staged_starts
    ) on commit delete rows;

    create temp table staged_refused (
      digest uuid, received_at timestamptz, reason text, body text, meant_as text, client text
    ) on commit delete rows;
  end if;
end
$$
