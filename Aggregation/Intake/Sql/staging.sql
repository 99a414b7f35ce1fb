-- A connection's private scratch tables; they stay with the pooled connection and are empty between transactions.
do $$
begin
  if to_regclass('pg_temp.shifts') is null then
    create temp table staged_instances (
      instance_id uuid, revision bigint, status text collate "C", app text collate "C", app_name text collate "C", version text collate "C",
      deployment_mode text, environment text, os_arch text, registered_at timestamptz
    ) on commit delete rows;

    create temp table staged_snapshots (
      instance_id uuid, taken_at timestamptz, digest uuid, received_at timestamptz, app text collate "C", app_name text collate "C",
      version text collate "C", metrics jsonb, numbers jsonb
    ) on commit delete rows;

    -- Whom the batch is about, and what the current rollups hold of them before it.
    create temp table touched (instance_id uuid) on commit delete rows;

    create temp table before (
      instance_id uuid, app text collate "C", version text collate "C", counted boolean, taken_at timestamptz, digest uuid, metrics jsonb
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
      sign integer, app text collate "C", version text collate "C", counted boolean, metrics jsonb
    ) on commit delete rows;
  end if;
end
$$
