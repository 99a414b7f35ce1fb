-- An instance counts once per day; its newest snapshot of the day says under which version.
with newest as (
  select distinct on (instance_id, day, app)
    instance_id, (taken_at at time zone 'UTC')::date as day, app, version, taken_at, digest
  from fresh
  order by instance_id, day, app, taken_at desc, digest desc
),
moved as (
  select instance_id, day, app, n.version, n.taken_at, n.digest, k.version as known_version
  from newest n
  left join analytics.instance_versions k using (instance_id, day, app)
  where k.instance_id is null or (n.taken_at, n.digest) > (k.taken_at, k.digest)
),
kept as (
  insert into analytics.instance_versions as k (instance_id, day, app, version, taken_at, digest)
  select instance_id, day, app, version, taken_at, digest
  from moved
  on conflict (instance_id, day, app) do update set
    version = excluded.version,
    taken_at = excluded.taken_at,
    digest = excluded.digest
),
active as (
  insert into analytics.app_days as r (app, day, active)
  select app, day, count(*)
  from moved
  where known_version is null
  group by app, day
  order by app, day
  on conflict (app, day) do update set active = r.active + excluded.active
),
shifts as (
  select app, day, version, 1 as sign from moved
  union all
  select app, day, known_version, -1 from moved where known_version is not null
)
insert into analytics.version_days as r (app, day, version, instances)
select app, day, version, sum(sign)
from shifts
group by app, day, version
having sum(sign) <> 0
order by app, day, version
on conflict (app, day, version) do update set instances = r.instances + excluded.instances;
