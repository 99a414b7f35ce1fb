-- An instance counts on the day of its first known start.
with newcomers as (
  select instance_key, min(day) as day
  from new_starts f
  where not exists (select from analytics.start_instances k where k.instance_key = f.instance_key)
  group by instance_key
),
seen as (
  insert into analytics.start_instances as k (instance_key, started_at)
  select instance_key, max(started_at)
  from new_starts
  group by instance_key
  order by instance_key
  on conflict (instance_key) do update set started_at = excluded.started_at
  where k.started_at < excluded.started_at
)
insert into analytics.start_days as r (day, starts, instances, startup_ms)
select day, sum(starts), sum(instances), sum(startup_ms)
from (
  select day, 1 as starts, 0 as instances, startup_time_ms as startup_ms from new_starts
  union all
  select day, 0, 1, 0 from newcomers
) counted
group by day
order by day
on conflict (day) do update set
  starts = r.starts + excluded.starts,
  instances = r.instances + excluded.instances,
  startup_ms = r.startup_ms + excluded.startup_ms;
