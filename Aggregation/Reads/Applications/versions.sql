-- $1 slug, $2 first day or null, $3 last day, $4 limit of releases, $5 limit of versions with a series. The sum of changes after
-- a day, negated, is the number on that day (Migrations/0004_presence.sql).
with range as materialized (
  select coalesce($2, (select least(min(day), $3) from analytics.presence_days where app = $1), $3) as first
  from analytics.applications
  where slug = $1
),
changes as materialized (
  select day, version, active
  from analytics.version_presence_days
  where app = $1 and active <> 0
),
-- By the sum of their instances over the days: a change counts for each day before it.
ranked as materialized (
  select version, row_number() over (order by used desc, version desc) as rank
  from (
    select version, -sum(active * (least(day, $3 + 1) - range.first)) as used
    from changes, range
    where day > range.first
    group by version) weighed
  where used > 0
  order by rank
  limit $4
),
axis as materialized (
  select day::date from range, generate_series(first::timestamp, $3::timestamp, interval '1 day') day
),
totals as materialized (
  select day, sum(coalesce(p.active, 0)) over (order by day)::bigint as active
  from (select day from changes union select day from analytics.presence_days where app = $1 union select day from axis) known
  left join (select day, active from analytics.presence_days where app = $1) p using (day)
),
points as materialized (
  select
    r.version, r.rank, t.day, t.active as total,
    sum(coalesce(c.active, 0)) over (partition by r.version order by t.day)::bigint as instances
  from ranked r
  cross join totals t
  left join changes c on c.version = r.version and c.day = t.day
),
releases as (
  select
    version, rank,
    min(day) filter (where instances > 0) as first_seen,
    max(instances) filter (where day = $3) as instances,
    min(day) filter (where instances > 0 and instances * 2 >= total) as half,
    min(day) filter (where instances > 0 and instances * 10 >= total * 9) as most,
    trim_scale(round(max(100.0 * instances / nullif(total, 0)), 1)) as highest_share
  from points
  where day <= $3
  group by version, rank
),
days as (
  select
    day, t.active,
    t.active - coalesce((select sum(p.instances) from points p where p.day = axis.day and p.rank <= $5), 0)::bigint as others
  from axis
  join totals t using (day)
)
select json_build_object(
  'days', (select json_agg(day order by day) from days),
  'active', (select json_agg(active order by day) from days),
  'versions', (
    select coalesce(json_agg(json_build_object('version', version, 'instances', instances) order by rank), '[]')
    from (
      select version, rank, json_agg(instances order by day) as instances
      from points
      where rank <= $5 and day in (select day from axis)
      group by version, rank) series),
  'others', (select json_agg(others order by day) from days),
  'releases', (
    select coalesce(json_agg(json_build_object(
      'version', version, 'first_seen', first_seen, 'instances', instances, 'days_to_half', half - first_seen,
      'days_to_nine_tenths', most - first_seen, 'highest_share', highest_share) order by first_seen desc, version desc), '[]')
    from releases
    where first_seen is not null))::text
from range
