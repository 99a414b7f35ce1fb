-- $1 the week's Monday, $2 the message's id. As the contract WeekSummed.
with days as (
  select ($1::date + n) as day, n >= 0 as this_week
  from generate_series(-7, 6) n
),
runs as (
  select this_week, json_build_object(
    'total', coalesce(sum(runs), 0)::bigint, 'succeeded', coalesce(sum(success), 0)::bigint,
    'failed', coalesce(sum(failed), 0)::bigint, 'aborted', coalesce(sum(aborted), 0)::bigint) as sums
  from days
  left join analytics.run_days using (day)
  group by this_week
),
starts as (
  select this_week, coalesce(sum(starts), 0)::bigint as starts
  from days
  left join analytics.start_days using (day)
  group by this_week
),
-- Instances that reported on a week's last day.
active as (
  select this_week, coalesce(sum(active), 0)::bigint as active
  from days
  left join analytics.app_days using (day)
  where day in ($1::date - 1, $1::date + 6)
  group by this_week
),
scripts as (
  select
    app as script, sum(runs)::bigint as total, sum(success)::bigint as succeeded, sum(failed)::bigint as failed,
    sum(aborted)::bigint as aborted
  from analytics.run_script_days
  where day between $1::date and $1::date + 6
  group by app
),
sums_of_scripts as (
  select
    script, total, succeeded + failed as finished, failed, analytics.failure_rate(succeeded, failed) as rate,
    json_build_object(
      'script', script,
      'runs', json_build_object('total', total, 'succeeded', succeeded, 'failed', failed, 'aborted', aborted)) as sums
  from scripts
),
top as (
  select sums, row_number() over (order by total desc, script) as rank
  from sums_of_scripts
  where total > 0
  order by rank
  limit 10
),
worst as (
  select sums, row_number() over (order by rate desc, failed desc, script) as rank
  from sums_of_scripts
  where finished >= 10 and failed > 0
  order by rank
  limit 10
),
versions as (
  select v.app, v.version
  from analytics.version_days v
  where v.day between $1::date - 7 and $1::date + 6
    and v.instances > 0
    and not exists (
      select from analytics.version_days earlier
      where earlier.app = v.app and earlier.version = v.version and earlier.day < $1::date - 7)
  group by v.app, v.version
),
adoption as (
  select
    json_build_object('application', a.name, 'version', v.version, 'instances', n.instances, 'of_instances', c.active) as adoption,
    row_number() over (order by n.instances desc, a.name, v.version desc) as rank
  from versions v
  join analytics.applications a on a.slug = v.app
  join analytics.app_versions n on n.app = v.app and n.version = v.version
  join analytics.app_counts c on c.app = v.app
  where n.instances > 0
  order by rank
  limit 20
)
select json_build_object(
  'id', $2,
  'from', $1::date,
  'runs', (select sums from runs where this_week),
  'runs_before', (select sums from runs where not this_week),
  'starts', (select starts from starts where this_week),
  'starts_before', (select starts from starts where not this_week),
  'active_instances', (select active from active where this_week),
  'active_instances_before', (select active from active where not this_week),
  'top_scripts', (select coalesce(json_agg(sums order by rank), '[]') from top),
  'worst_scripts', (select coalesce(json_agg(sums order by rank), '[]') from worst),
  'new_versions', (select coalesce(json_agg(adoption order by rank), '[]') from adoption))::text
