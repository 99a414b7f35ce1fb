insert into analytics.run_totals as r (repo, slug, runs)
select repo, slug, sum(sign)
from staged_runs
group by repo, slug
having sum(sign) <> 0
order by repo, slug
on conflict (repo, slug) do update set runs = r.runs + excluded.runs;
