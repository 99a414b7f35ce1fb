with deltas as (
  select
    day, repo, slug, reported.kind, reported.value, app, type,
    sum(sign * (status = 'failed')::int) as failed,
    sum(sign * (status = 'aborted')::int) as aborted
  from staged_runs
  cross join lateral (
    values
      ('exit_code', exit_code::text),
      ('category', category),
      ('pattern', pattern)
  ) as reported (kind, value)
  where status in ('failed', 'aborted')
    and reported.value <> ''
  group by day, repo, slug, reported.kind, reported.value, app, type
)
insert into analytics.run_failure_days as r (day, repo, slug, kind, value, app, type, failed, aborted)
select day, repo, slug, kind, value, app, type, failed, aborted
from deltas
where (failed, aborted) <> (0, 0)
order by day, repo, slug, kind, value, app, type
on conflict (day, repo, slug, kind, value, app, type) do update set
  failed = r.failed + excluded.failed,
  aborted = r.aborted + excluded.aborted;
