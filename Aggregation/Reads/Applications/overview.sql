-- $1 first day, $2 last day. The number on a day is minus the sum of the later changes
-- (Migrations/0004_presence.sql).
with axis as materialized (
  select day::date from generate_series($1::timestamp, $2::timestamp, interval '1 day') day
),
changes as materialized (
  select app, day, active from analytics.presence_days where day > $1
),
later as (
  select app, sum(active)::bigint as active from changes where day > $2 group by app
),
points as (
  select
    a.slug, axis.day, -coalesce(l.active, 0) - coalesce(sum(c.active) over later_days, 0)::bigint as active
  from analytics.applications a
  cross join axis
  left join changes c on c.app = a.slug and c.day = axis.day
  left join later l on l.app = a.slug
  window later_days as (partition by a.slug order by axis.day desc rows between unbounded preceding and 1 preceding)
),
lines as (
  select slug, json_agg(active order by day) as active from points group by slug
),
newest as (
  select distinct on (app) app, version, instances
  from analytics.app_versions
  where instances > 0 and version <> ''
  order by app, analytics.version_number(version) desc, analytics.is_prerelease(version), instances desc, version desc
),
applications as (
  select
    a.slug, a.name, coalesce(n.total, 0) as total_instances, coalesce(n.active, 0) as active_instances,
    to_json((select max(s.last_seen_at) from analytics.instance_states s where s.app = a.slug) at time zone 'UTC') #>> '{}'
      || 'Z' as last_seen_at,
    coalesce(v.version, '') as newest_version, coalesce(v.instances, 0) as newest_version_instances,
    l.active as active_over_time
  from analytics.applications a
  join lines l using (slug)
  left join analytics.app_counts n on n.app = a.slug
  left join newest v on v.app = a.slug
)
select json_build_object(
  'total_instances', (select coalesce(sum(total), 0) from analytics.app_counts),
  'active_instances', (select coalesce(sum(active), 0) from analytics.app_counts),
  'runs', (select coalesce(sum(runs), 0) from analytics.run_totals),
  'starts', (select coalesce(sum(starts), 0) from analytics.start_days),
  'days', (select json_agg(day order by day) from axis),
  'applications', (select coalesce(json_agg(a order by active_instances desc, lower(name), slug), '[]') from applications a))::text
