-- Snapshots so old that what their hours and days held may be gone: it is made anew from the snapshots that were there before this batch,
-- as if nothing had been pruned. What is still there stays as it is. A day is pruned before its hours, so a day that is there has its hours
-- as well, but for the one that is at the edge just now.
with due as (
  select instance_id, day
  from (select distinct instance_id, (taken_at at time zone 'UTC')::date as day from fresh) f
  where day >= (now() - interval '42 days')::date
    or not exists (select from analytics.instance_days k where k.instance_id = f.instance_id and k.day = f.day)
),
earlier as (
  select s.*
  from analytics.snapshots_of(
    array(select instance_id from due order by instance_id, day), array(select day from due order by instance_id, day)) s
  where not exists (
    select from fresh f where f.instance_id = s.instance_id and f.taken_at = s.taken_at and f.digest = s.digest)
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
