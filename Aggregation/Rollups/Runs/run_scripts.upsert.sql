insert into analytics.run_scripts as r (repo, app, type, first_day)
select repo, app, type, min(day)
from staged_runs
where sign = 1
group by repo, app, type
order by repo, app, type
on conflict (repo, app, type) do update set first_day = excluded.first_day
where excluded.first_day < r.first_day;
