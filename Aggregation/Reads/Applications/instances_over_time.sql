-- $1 slug, $2 first day or null, $3 last day. The number on a day is minus the sum of the later changes
-- (Migrations/0004_presence.sql).
with range as materialized (
  select coalesce($2, (select least(min(day), $3) from analytics.presence_days where app = $1), $3) as first
  from analytics.applications
  where slug = $1
),
changes as materialized (
  select p.day, p.active, p.quiet, p.new, p.gone
  from range
  join analytics.presence_days p on p.app = $1 and p.day >= range.first
),
later as (
  select coalesce(sum(active), 0)::bigint as active, coalesce(sum(quiet), 0)::bigint as quiet
  from changes
  where day > $3
),
days as (
  select
    day,
    -later.active - coalesce(sum(c.active) over later_days, 0)::bigint as active,
    -later.quiet - coalesce(sum(c.quiet) over later_days, 0)::bigint as quiet,
    coalesce(c.new, 0) as new,
    coalesce(c.gone, 0) as gone
  from (select day::date from range, generate_series(first::timestamp, $3::timestamp, interval '1 day') day) axis
  left join changes c using (day)
  cross join later
  window later_days as (order by day desc rows between unbounded preceding and 1 preceding)
)
select json_build_object(
  'days', json_agg(day order by day),
  'active', json_agg(active order by day),
  'quiet', json_agg(quiet order by day),
  'new', json_agg(new order by day),
  'gone', json_agg(gone order by day))::text
from days
having count(*) > 0
