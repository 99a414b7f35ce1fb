-- After version_days.upsert.sql: the presence of the affected days as it is now, and the first days of new instances.
insert into presence_deltas (app, version, day, active, quiet, new, gone)
select app, version, day, active, quiet, 0, gone
from analytics.presence_of(
  array(select instance_id from affected_days order by instance_id, app, day),
  array(select app from affected_days order by instance_id, app, day),
  array(select day from affected_days order by instance_id, app, day));

with earliest as (
  select instance_id, app, min(m.day) as day, k.day as known_day
  from changed_days m
  left join analytics.instance_firsts k using (instance_id, app)
  where m.is_first
  group by instance_id, app, k.day
  having k.day is null or min(m.day) < k.day
),
kept as (
  insert into analytics.instance_firsts (instance_id, app, day)
  select instance_id, app, day
  from earliest
  order by instance_id, app
  on conflict (instance_id, app) do update set day = excluded.day
)
insert into presence_deltas (app, version, day, active, quiet, new, gone)
select app, '', day, 0, 0, 1, 0 from earliest
union all
select app, '', known_day, 0, 0, -1, 0 from earliest where known_day is not null;
