-- The hours and days of very old snapshots may have been pruned. They are restored from the snapshots stored before this batch; rows that
-- still exist stay unchanged. A day is pruned before its hours, so an existing day has its hours, except for the one at the edge.
with due as (
  select instance_id, day
  from (select distinct instance_id, (taken_at at time zone 'UTC')::date as day from new_snapshots) f
  where day >= (now() - interval '42 days')::date
    or not exists (select from analytics.instance_days k where k.instance_id = f.instance_id and k.day = f.day)
),
earlier as (
  select s.*
  from analytics.snapshots_of(
    array(select instance_id from due order by instance_id, day), array(select day from due order by instance_id, day)) s
  where not exists (
    select from new_snapshots f where f.instance_id = s.instance_id and f.taken_at = s.taken_at and f.digest = s.digest)
),
hours as (
  insert into analytics.instance_hours (instance_id, hour, app, oldest_at, newest_at, metrics)
  select
    instance_id, date_trunc('hour', taken_at, 'UTC') as hour, app, min(taken_at), max(taken_at),
    analytics.overlay(numbers order by taken_at, digest)
  from earlier
  group by instance_id, hour, app
  order by instance_id, hour, app
  on conflict do nothing
)
insert into analytics.instance_days (instance_id, day, app, oldest_at, newest_at, metrics)
select instance_id, day, app, min(taken_at), max(taken_at), analytics.overlay(numbers order by taken_at, digest)
from earlier
group by instance_id, day, app
order by instance_id, day, app
on conflict do nothing;
