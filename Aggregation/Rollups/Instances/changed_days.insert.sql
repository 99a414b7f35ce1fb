-- The newest snapshot of an instance's day, if it is in this batch: its version is the one under which the instance counts on that day.
with newest as (
  select distinct on (instance_id, day, app)
    instance_id, (taken_at at time zone 'UTC')::date as day, app, version, taken_at, digest
  from new_snapshots
  order by instance_id, day, app, taken_at desc, digest desc
)
insert into changed_days (instance_id, day, app, version, taken_at, digest, is_first, known_version)
select instance_id, day, app, n.version, n.taken_at, n.digest, k.instance_id is null, k.version
from newest n
left join analytics.instance_versions k using (instance_id, day, app)
where k.instance_id is null or (n.taken_at, n.digest) > (k.taken_at, k.digest);
