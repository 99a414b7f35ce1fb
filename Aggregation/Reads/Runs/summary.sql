-- $1 first day, $2 last day, $3 repo or null, $4 slug or null
with scripts as materialized (
  select app, type, os, sum(runs)::bigint as runs, sum(success)::bigint as success, sum(failed)::bigint as failed
  from analytics.run_script_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
  group by app, type, os
  having sum(runs) > 0
),
cells as materialized (
  select *
  from analytics.run_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
),
days as materialized (
  select
    day,
    coalesce(sum(runs), 0)::bigint as runs,
    coalesce(sum(success), 0)::bigint as success,
    coalesce(sum(failed), 0)::bigint as failed,
    coalesce(sum(aborted), 0)::bigint as aborted,
    coalesce(trim_scale(round(sum(cores_sum) / nullif(sum(cores_count), 0), 1)), 0) as cores,
    coalesce(trim_scale(round(sum(ram_sum) / nullif(sum(ram_count), 0), 1)), 0) as ram,
    coalesce(trim_scale(round(sum(disk_sum) / nullif(sum(disk_count), 0), 1)), 0) as disk
  from (select day::date from generate_series($1::timestamp, $2::timestamp, interval '1 day') day) axis
  left join cells using (day)
  group by day
),
sums as materialized (
  select
    coalesce(sum(runs), 0)::bigint as runs,
    coalesce(sum(installing), 0)::bigint as installing,
    coalesce(sum(success), 0)::bigint as success,
    coalesce(sum(failed), 0)::bigint as failed,
    coalesce(sum(aborted), 0)::bigint as aborted,
    coalesce(trim_scale(round(sum(duration_sum) / nullif(sum(duration_count), 0), 1)), 0) as duration
  from cells
),
-- As many days before.
previous as materialized (
  select
    sum(runs)::bigint as total_installs,
    sum(success)::bigint as success_count,
    sum(failed)::bigint as failed_count,
    sum(aborted)::bigint as aborted_count,
    sum(installing)::bigint as installing_count,
    trim_scale(analytics.success_rate(sum(success)::bigint, sum(failed)::bigint)) as success_rate,
    coalesce(trim_scale(round(sum(duration_sum) / nullif(sum(duration_count), 0), 1)), 0) as avg_install_duration
  from analytics.run_days
  where day between $1 - ($2 - $1 + 1) and $1 - 1 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
  having sum(runs) > 0
),
reported as materialized (
  select kind, value, sum(runs)::bigint as count
  from analytics.run_value_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
    and kind in ('method', 'pve_version', 'gpu') and value <> ''
  group by kind, value
  having sum(runs) > 0
),
failures as materialized (
  select kind, value, app, sum(failed + aborted)::bigint as count
  from analytics.run_failure_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
    and kind in ('category', 'pattern') and value <> ''
  group by kind, value, app
  having sum(failed + aborted) > 0
)
select json_build_object(
  'total_installs', s.runs,
  'total_all_time', (
    select coalesce(sum(runs), 0)::bigint
    from analytics.run_totals
    where ($3 is null or repo = $3) and ($4 is null or slug = $4)),
  'sample_size', s.runs,
  'success_count', s.success,
  'failed_count', s.failed,
  'aborted_count', s.aborted,
  'installing_count', s.installing,
  'success_rate', trim_scale(analytics.success_rate(s.success, s.failed)),
  'top_apps', (
    select coalesce(json_agg(t), '[]')
    from (select app, sum(runs)::bigint as count from scripts group by app order by count desc, app limit 20) t),
  'os_distribution', (
    select coalesce(json_agg(t), '[]')
    from (select os, sum(runs)::bigint as count from scripts where os <> '' group by os order by count desc, os limit 20) t),
  'method_stats', (
    select coalesce(json_agg(t), '[]')
    from (select value as method, count from reported where kind = 'method' order by count desc, value limit 20) t),
  'pve_versions', (
    select coalesce(json_agg(t), '[]')
    from (select value as version, count from reported where kind = 'pve_version' order by count desc, value limit 20) t),
  'type_stats', (
    select coalesce(json_agg(t), '[]')
    from (select type, sum(runs)::bigint as count from scripts group by type order by count desc, type limit 20) t),
  'error_analysis', (
    select coalesce(json_agg(t), '[]')
    from (
      select
        value as pattern,
        sum(count)::bigint as count,
        count(*) as unique_apps,
        array_to_string((array_agg(app order by count desc, app))[:5], ', ') as apps
      from failures
      where kind = 'pattern'
      group by value
      order by sum(count) desc, value
      limit 20) t),
  'failed_apps', (
    select coalesce(json_agg(t), '[]')
    from (
      select
        app,
        type,
        sum(runs)::bigint as total_count,
        sum(failed)::bigint as failed_count,
        trim_scale(analytics.failure_rate(sum(success)::bigint, sum(failed)::bigint)) as failure_rate
      from scripts
      group by app, type
      having sum(runs) >= 10 and sum(failed) > 0
      order by failure_rate desc, failed_count desc, app, type
      limit 20) t),
  'daily_stats', (
    select json_agg(t)
    from (select day as date, success, failed, aborted from days order by day) t),
  'gpu_stats', (
    select coalesce(json_agg(t), '[]')
    from (
      select split_part(value, e'\x1f', 1) as vendor, split_part(value, e'\x1f', 2) as passthrough, count
      from reported
      where kind = 'gpu' and split_part(value, e'\x1f', 1) <> ''
      order by count desc, value
      limit 20) t),
  'error_categories', (
    select coalesce(json_agg(t), '[]')
    from (
      select value as category, sum(count)::bigint as count
      from failures
      where kind = 'category'
      group by value
      order by sum(count) desc, value
      limit 20) t),
  'top_tools', (
    select coalesce(json_agg(t), '[]')
    from (
      select app as tool, sum(runs)::bigint as count
      from scripts
      where type = 'tool'
      group by app
      order by count desc, app
      limit 20) t),
  'top_addons', (
    select coalesce(json_agg(t), '[]')
    from (
      select app as addon, sum(runs)::bigint as count
      from scripts
      where type = 'addon'
      group by app
      order by count desc, app
      limit 20) t),
  'avg_install_duration', s.duration,
  'total_tools', (select coalesce(sum(runs), 0)::bigint from scripts where type = 'tool'),
  'total_addons', (select coalesce(sum(runs), 0)::bigint from scripts where type = 'addon'),
  'repo_slugs', (
    select coalesce(json_agg(t), '[]')
    from (
      select slug, sum(runs)::bigint as count
      from cells
      where slug <> ''
      group by slug
      having sum(runs) > 0
      order by count desc, slug
      limit 20) t),
  'resource_trends', (
    select json_agg(t)
    from (select day as date, runs, cores as avg_cores, ram as avg_ram_mb, disk as avg_disk_gb from days order by day) t),
  'previous', (select row_to_json(previous) from previous)
)::text
from sums s
