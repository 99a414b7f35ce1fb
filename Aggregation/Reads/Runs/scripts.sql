-- $1 first day, $2 last day, $3 repo or null, $4 slug or null
with counts as materialized (
  select
    app,
    type,
    sum(runs)::bigint as total,
    sum(success)::bigint as success,
    sum(failed)::bigint as failed,
    sum(aborted)::bigint as aborted,
    sum(installing + validation + configuring)::bigint as installing
  from analytics.run_script_days
  where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
  group by app, type
  having sum(runs) > 0
),
firsts as (
  select app, type, min(first_day) as first_day
  from analytics.run_scripts
  where ($3 is null or repo = $3)
  group by app, type
),
scripts as materialized (
  select
    app,
    type,
    total,
    success,
    failed,
    aborted,
    installing,
    trim_scale(analytics.success_rate(success, failed)) as success_rate,
    greatest($2::date - coalesce(first_day, $1::date), 0) as days_old
  from counts
  left join firsts using (app, type)
),
rated as materialized (
  select *, trim_scale(round(total::numeric / least($2::date - $1::date + 1, days_old + 1), 2)) as installs_per_day
  from scripts
)
select json_build_object(
  'total_scripts', (select count(*) from rated),
  'total_installs', (select coalesce(sum(total), 0)::bigint from rated),
  'top_scripts', (
    select coalesce(json_agg(t), '[]')
    from (select * from rated order by total desc, app, type limit 100) t),
  'recent_scripts', (
    select coalesce(json_agg(t), '[]')
    from (select * from rated order by days_old, app, type limit 20) t)
)::text
