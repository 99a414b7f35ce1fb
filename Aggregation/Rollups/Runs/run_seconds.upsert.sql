insert into analytics.run_seconds as r (second, repo, slug, runs)
select date_trunc('second', created_at), repo, slug, sum(sign)
from staged_runs
group by 1, 2, 3
having sum(sign) <> 0
order by 1, 2, 3
on conflict (second, repo, slug) do update set runs = r.runs + excluded.runs;
