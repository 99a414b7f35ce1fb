-- $1 the first hour of the day, $2 the first hour of the week before it, $3 the current hour, $4 the minimum of finished runs.
with sums as (
  select
    app,
    coalesce(sum(success) filter (where hour >= $1), 0)::bigint as success,
    coalesce(sum(failed) filter (where hour >= $1), 0)::bigint as failed,
    coalesce(sum(success) filter (where hour < $1), 0)::bigint as success_before,
    coalesce(sum(failed) filter (where hour < $1), 0)::bigint as failed_before
  from analytics.run_script_hours
  where hour between $2 and $3
  group by app
)
select
  app, success, failed, analytics.failure_rate(success, failed),
  success_before, failed_before, analytics.failure_rate(success_before, failed_before)
from sums
where success + failed >= $4
