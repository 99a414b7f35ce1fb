-- $1 first day, $2 last day
with times as materialized (
  select day, bucket, starts
  from analytics.start_time_days
  where day between $1 and $2
),
-- The bucket in which the 95th of 100 starts is, of each day and (day is null) of all.
placed as (
  select
    day,
    bucket,
    sum(sum(starts)) over (partition by grouping(day), day order by bucket) as upto,
    sum(sum(starts)) over (partition by grouping(day), day) as whole
  from times
  group by grouping sets ((day, bucket), (bucket))
),
slow as materialized (
  select day, trim_scale(round(analytics.startup_of_bucket(min(bucket)::integer), 1)) as ms
  from placed
  where upto >= 0.95 * whole
  group by day
),
days as materialized (
  select
    day,
    coalesce(starts, 0) as starts,
    coalesce(instances, 0) as instances,
    coalesce(trim_scale(round(startup_ms / nullif(starts, 0), 1)), 0) as avg,
    coalesce(slow.ms, 0) as p95
  from (select day::date from generate_series($1::timestamp, $2::timestamp, interval '1 day') day) axis
  left join analytics.start_days using (day)
  left join slow using (day)
),
reported as materialized (
  select kind, value, sum(starts)::bigint as count
  from analytics.start_value_days
  where day between $1 and $2 and kind in ('version', 'architecture', 'container_runtime', 'db_type')
  group by kind, value
  having sum(starts) > 0
),
top as materialized (
  select *
  from (select *, row_number() over (partition by kind order by count desc, value) as rank from reported) t
  where rank <= 20
)
select json_build_object(
  'total_deployments', coalesce(sum(starts), 0)::bigint,
  'total_all_time', (select coalesce(sum(starts), 0)::bigint from analytics.start_days),
  'unique_instances', coalesce(sum(instances), 0)::bigint,
  'avg_startup_time_ms', coalesce(trim_scale(round(sum(startup_ms) / nullif(sum(starts), 0), 1)), 0),
  'p95_startup_time_ms', coalesce((select ms from slow where day is null), 0),
  'daily_stats', (
    select json_agg(t)
    from (
      select day as date, starts, instances, avg as avg_startup_time_ms, p95 as p95_startup_time_ms
      from days
      order by day) t),
  'versions', (select coalesce(json_agg(t), '[]') from (select value as version, count from top where kind = 'version' order by rank) t),
  'architectures', (
    select coalesce(json_agg(t), '[]') from (select value as architecture, count from top where kind = 'architecture' order by rank) t),
  'container_runtimes', (
    select coalesce(json_agg(t), '[]')
    from (select value as container_runtime, count from top where kind = 'container_runtime' order by rank) t),
  'db_types', (select coalesce(json_agg(t), '[]') from (select value as db_type, count from top where kind = 'db_type' order by rank) t),
  'previous', (
    select row_to_json(t)
    from (
      select
        sum(starts)::bigint as total_deployments,
        sum(instances)::bigint as unique_instances,
        trim_scale(round(sum(startup_ms) / nullif(sum(starts), 0), 1)) as avg_startup_time_ms
      from analytics.start_days
      where day between $1 - ($2 - $1 + 1) and $1 - 1
      having sum(starts) > 0) t)
)::text
from analytics.start_days
where day between $1 and $2
