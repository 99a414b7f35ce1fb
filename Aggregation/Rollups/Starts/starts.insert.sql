-- Duplicates end here: all later steps read new_starts.
with stored as (
  insert into analytics.start_keys (digest, started_at)
  select digest, started_at
  from staged_starts
  order by digest
  on conflict do nothing
  returning digest
),
kept as (
  insert into analytics.starts (
    started_at, digest, instance_id, image_version, architecture, os, container_runtime, startup_time_ms, db_type, telemetry_version,
    client_timestamp)
  select
    started_at, digest, instance_id, image_version, architecture, os, container_runtime, startup_time_ms, db_type, telemetry_version,
    client_timestamp
  from stored
  join staged_starts using (digest)
  order by started_at, digest
),
copied as (
  insert into new_starts
  select staged_starts.*
  from stored
  join staged_starts using (digest)
)
select count(*) from stored;
