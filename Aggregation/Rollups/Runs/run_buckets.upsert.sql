-- Runs that began in each minute or second ({unit}).
insert into analytics.run_{unit}s as r ({unit}, repo, slug, runs)
select date_trunc('{unit}', created_at), repo, slug, sum(sign)
from staged_runs
group by 1, 2, 3
having sum(sign) <> 0
order by 1, 2, 3
on conflict ({unit}, repo, slug) do update set runs = r.runs + excluded.runs;
