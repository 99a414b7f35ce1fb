insert into analytics.run_keys as k (run_key, created_at)
select run_key, created_at
from staged_runs
where sign = 1
order by run_key
on conflict (run_key) do update set created_at = excluded.created_at
where k.created_at <> excluded.created_at;
