with deltas as (
  select
    day, repo, slug, app, type, os_type as os,
    sum(sign) as runs,
    sum(sign * (status = 'installing')::int) as installing,
    sum(sign * (status = 'validation')::int) as validation,
    sum(sign * (status = 'configuring')::int) as configuring,
    sum(sign * (status = 'success')::int) as success,
    sum(sign * (status = 'failed')::int) as failed,
    sum(sign * (status = 'aborted')::int) as aborted,
    sum(sign * (status = 'unknown')::int) as unknown
  from staged_runs
  group by day, repo, slug, app, type, os_type
)
insert into analytics.run_script_days as r (
  day, repo, slug, app, type, os, runs, installing, validation, configuring, success, failed, aborted, unknown)
select day, repo, slug, app, type, os, runs, installing, validation, configuring, success, failed, aborted, unknown
from deltas
where (runs, installing, validation, configuring, success, failed, aborted, unknown) <> (0, 0, 0, 0, 0, 0, 0, 0)
order by day, repo, slug, app, type, os
on conflict (day, repo, slug, app, type, os) do update set
  runs = r.runs + excluded.runs,
  installing = r.installing + excluded.installing,
  validation = r.validation + excluded.validation,
  configuring = r.configuring + excluded.configuring,
  success = r.success + excluded.success,
  failed = r.failed + excluded.failed,
  aborted = r.aborted + excluded.aborted,
  unknown = r.unknown + excluded.unknown;
