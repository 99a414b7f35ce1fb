with deltas as (
  select
    date_trunc('hour', created_at, 'UTC') as hour, app,
    sum(sign * (status = 'success')::int) as success,
    sum(sign * (status = 'failed')::int) as failed
  from staged_runs
  group by hour, app
)
insert into analytics.run_script_hours as r (hour, app, success, failed)
select hour, app, success, failed
from deltas
where (success, failed) <> (0, 0)
order by hour, app
on conflict (hour, app) do update set
  success = r.success + excluded.success,
  failed = r.failed + excluded.failed;
