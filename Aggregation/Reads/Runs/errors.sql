-- $1 first day, $2 last day, $3 repo or null, $4 slug or null; $5 exit codes, $6 their descriptions, $7 their categories or nulls
with cells as materialized (
  select day, runs, success, failed, aborted
  from analytics.run_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
),
sums as materialized (
  select
    coalesce(sum(runs), 0)::bigint as runs,
    coalesce(sum(success), 0)::bigint as success,
    coalesce(sum(failed), 0)::bigint as failed,
    coalesce(sum(failed + aborted), 0)::bigint as errors
  from cells
),
failures as materialized (
  select kind, value, app, type, sum(failed + aborted)::bigint as count
  from analytics.run_failure_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4) and value <> ''
  group by kind, value, app, type
  having sum(failed + aborted) > 0
),
worst as materialized (
  select
    app,
    type,
    sum(runs)::bigint as total,
    sum(success)::bigint as success,
    sum(failed)::bigint as failed,
    sum(aborted)::bigint as aborted
  from analytics.run_script_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
  group by app, type
  having sum(failed) > 0 or sum(aborted) > 0
  order by failed desc, aborted desc, app, type
  limit 50
),
-- The most frequent exit code, text and category of each script.
tops as materialized (
  select distinct on (app, type, kind) app, type, kind, value
  from failures
  join worst using (app, type)
  order by app, type, kind, count desc, value
),
categories as (
  select value as category, app, sum(count)::bigint as count
  from failures
  where kind = 'category'
  group by value, app
)
select json_build_object(
  'total_errors', s.errors,
  'total_installs', s.runs,
  'overall_fail_rate', trim_scale(analytics.failure_rate(s.success, s.failed)),
  'exit_code_stats', (
    select coalesce(json_agg(t), '[]')
    from (
      select
        exit_code,
        count,
        trim_scale(analytics.percentage(count, s.errors)) as percentage,
        coalesce(known.description, 'Unknown error') as description,
        coalesce(known.category, 'unknown') as category
      from (
        select value::integer as exit_code, sum(count)::bigint as count
        from failures
        where kind = 'exit_code'
        group by value
        order by sum(count) desc, value::integer
        limit 20) codes
      left join unnest($5::integer[], $6::text[], $7::text[]) known (code, description, category) on code = exit_code
      order by count desc, exit_code) t),
  'category_stats', (
    select coalesce(json_agg(t), '[]')
    from (
      select
        category,
        sum(count)::bigint as count,
        trim_scale(analytics.percentage(sum(count)::bigint, s.errors)) as percentage,
        array_to_string((array_agg(app order by count desc, app))[:3], ', ') as top_apps
      from categories
      group by category
      order by sum(count) desc, category
      limit 20) t),
  'app_errors', (
    select coalesce(json_agg(t), '[]')
    from (
      select
        app,
        type,
        total as total_count,
        failed as failed_count,
        aborted as aborted_count,
        trim_scale(analytics.failure_rate(success, failed)) as failure_rate,
        coalesce(c.value::integer, 0) as top_exit_code,
        coalesce(p.value, '') as top_error,
        coalesce(g.value, '') as top_category
      from worst w
      left join (select * from tops where kind = 'exit_code') c using (app, type)
      left join (select * from tops where kind = 'pattern') p using (app, type)
      left join (select * from tops where kind = 'category') g using (app, type)
      order by failed desc, aborted desc, app, type) t),
  'error_timeline', (
    select json_agg(t)
    from (
      select day as date, coalesce(sum(failed), 0)::bigint as failed, coalesce(sum(aborted), 0)::bigint as aborted
      from (select day::date from generate_series($1::timestamp, $2::timestamp, interval '1 day') day) axis
      left join cells using (day)
      group by day
      order by day) t)
)::text
from sums s
