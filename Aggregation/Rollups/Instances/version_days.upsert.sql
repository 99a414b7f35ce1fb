-- An instance counts once per day.
with kept as (
  insert into analytics.instance_versions as k (instance_id, day, app, version, taken_at, digest)
  select instance_id, day, app, version, taken_at, digest
  from changed_days
  order by instance_id, day, app
  on conflict (instance_id, day, app) do update set
    version = excluded.version,
    taken_at = excluded.taken_at,
    digest = excluded.digest
),
active as (
  insert into analytics.app_days as r (app, day, active)
  select app, day, count(*)
  from changed_days
  where is_first
  group by app, day
  order by app, day
  on conflict (app, day) do update set active = r.active + excluded.active
),
deltas as (
  select app, day, version, 1 as sign from changed_days
  union all
  select app, day, known_version, -1 from changed_days where not is_first
)
insert into analytics.version_days as r (app, day, version, instances)
select app, day, version, sum(sign)
from deltas
group by app, day, version
having sum(sign) <> 0
order by app, day, version
on conflict (app, day, version) do update set instances = r.instances + excluded.instances;
