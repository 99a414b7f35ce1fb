insert into analytics.run_minutes as r (minute, repo, slug, runs)
select date_trunc('minute', created_at), repo, slug, sum(sign)
from staged_runs
group by 1, 2, 3
having sum(sign) <> 0
order by 1, 2, 3
on conflict (minute, repo, slug) do update set runs = r.runs + excluded.runs;
