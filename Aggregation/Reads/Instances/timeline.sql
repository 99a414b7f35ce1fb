-- $1 instance, $2 today, $3 limit of events. An instance is quiet after 7 days without a snapshot, and gone after 30.
with days as (
  select day, version, lag(day) over in_order as day_before, lag(version) over in_order as version_before
  from analytics.instance_versions
  where instance_id = $1
  window in_order as (order by day, taken_at, digest)
),
silences as (
  select day_before as last, day as until from days where day_before is not null
  union all
  select max(day), null from days having max(day) is not null
),
statuses as (
  select
    changed_at, status, lag(status) over (order by revision) as status_before,
    coalesce(bool_or(status = 'active') over (order by revision rows between unbounded preceding and 1 preceding), false) as was_active
  from analytics.instance_statuses
  where instance_id = $1
),
events as (
  select 'registered' as event, registered_at as at, false as is_day, null as before, null as after, 0 as rank
  from analytics.instances
  where instance_id = $1 and revision > 0
  union all
  select
    case when status = 'revoked' then 'revoked' when was_active or status_before = 'revoked' then 'approved' else 'activated' end,
    changed_at, false, null, null, 1
  from statuses
  where status <> coalesce(status_before, '') and status in ('active', 'revoked')
  union all
  select 'first_seen', day::timestamp at time zone 'UTC', true, null, version, 2 from days where day_before is null
  union all
  select 'quiet', (last + 7)::timestamp at time zone 'UTC', true, null, null, 3 from silences where coalesce(until, $2 + 1) > last + 7
  union all
  select 'gone', (last + 30)::timestamp at time zone 'UTC', true, null, null, 4 from silences where coalesce(until, $2 + 1) > last + 30
  union all
  select 'returned', until::timestamp at time zone 'UTC', true, null, null, 5 from silences where until > last + 7
  union all
  select 'upgraded', day::timestamp at time zone 'UTC', true, version_before, version, 6 from days where version <> version_before
)
select event, at, is_day, before, after
from events
order by at desc, rank desc
limit $3
