-- A changed day affects the presence on that day and after it, and the end of the day before it.
insert into affected_days (instance_id, app, day)
select instance_id, app, day
from changed_days
where is_first or version <> known_version
union
select m.instance_id, m.app, earlier.day
from changed_days m
cross join lateral (
  select v.day
  from analytics.instance_versions v
  where v.instance_id = m.instance_id and v.app = m.app and v.day < m.day and v.day >= m.day - 30
  order by v.day desc
  limit 1) earlier
where m.is_first;

insert into presence_deltas (app, version, day, active, quiet, new, gone)
select app, version, day, -active, -quiet, 0, -gone
from analytics.presence_of(
  array(select instance_id from affected_days order by instance_id, app, day),
  array(select app from affected_days order by instance_id, app, day),
  array(select day from affected_days order by instance_id, app, day));
