-- The newest snapshot of an instance's day, if this batch has brought it: it says under which version the instance counts on that day.
with newest as (
  select distinct on (instance_id, day, app)
    instance_id, (taken_at at time zone 'UTC')::date as day, app, version, taken_at, digest
  from fresh
  order by instance_id, day, app, taken_at desc, digest desc
)
insert into moved (instance_id, day, app, version, taken_at, digest, is_first, known_version)
select instance_id, day, app, n.version, n.taken_at, n.digest, k.instance_id is null, k.version
from newest n
left join analytics.instance_versions k using (instance_id, day, app)
where k.instance_id is null or (n.taken_at, n.digest) > (k.taken_at, k.digest);

-- What they change in the presence of the instance: on that day and after it, and until when the day before it lasts.
insert into affected (instance_id, app, day)
select instance_id, app, day
from moved
where is_first or version <> known_version
union
select m.instance_id, m.app, earlier.day
from moved m
cross join lateral (
  select v.day
  from analytics.instance_versions v
  where v.instance_id = m.instance_id and v.app = m.app and v.day < m.day and v.day >= m.day - 30
  order by v.day desc
  limit 1) earlier
where m.is_first;

insert into presence (app, version, day, active, quiet, new, gone)
select app, version, day, -active, -quiet, 0, -gone
from analytics.presence_of(
  array(select instance_id from affected order by instance_id, app, day),
  array(select app from affected order by instance_id, app, day),
  array(select day from affected order by instance_id, app, day));
