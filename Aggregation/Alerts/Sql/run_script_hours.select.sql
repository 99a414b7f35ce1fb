-- $1 the first hour of the day, $2 the present hour.
select
  coalesce(sum(success), 0)::bigint as success,
  coalesce(sum(failed), 0)::bigint as failed,
  analytics.failure_rate(coalesce(sum(success), 0)::bigint, coalesce(sum(failed), 0)::bigint)
from analytics.run_script_hours
where hour between $1 and $2
