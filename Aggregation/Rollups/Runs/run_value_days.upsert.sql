-- A value that a run did not report is in no distribution.
insert into analytics.run_value_days as r (day, repo, slug, kind, value, runs)
select day, repo, slug, reported.kind, reported.value, sum(sign)
from staged_runs
cross join lateral (
  values
    ('method', method),
    ('pve_version', pve_version),
    ('gpu', case when gpu_vendor = '' then '' else gpu_vendor || e'\x1f' || gpu_passthrough end),
    ('arch', arch)
) as reported (kind, value)
where reported.value <> ''
group by day, repo, slug, reported.kind, reported.value
having sum(sign) <> 0
order by day, repo, slug, reported.kind, reported.value
on conflict (day, repo, slug, kind, value) do update set runs = r.runs + excluded.runs;
