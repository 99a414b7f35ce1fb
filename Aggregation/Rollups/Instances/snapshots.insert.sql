-- Duplicates end here: all later steps read new_snapshots.
with stored as (
  insert into analytics.snapshots (instance_id, taken_at, digest, received_at, app, version, metrics)
  select instance_id, taken_at, digest, received_at, app, version, metrics
  from staged_snapshots
  order by instance_id, taken_at, digest
  on conflict do nothing
  returning instance_id, taken_at, digest
),
copied as (
  insert into new_snapshots (instance_id, taken_at, digest, app, version, metrics, numbers)
  select instance_id, taken_at, digest, app, version, metrics, numbers
  from stored
  join staged_snapshots using (instance_id, taken_at, digest)
)
select count(*) from stored;
