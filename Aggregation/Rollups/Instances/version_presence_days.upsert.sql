insert into analytics.version_presence_days as r (app, day, version, active)
select app, day, version, sum(active)
from presence_deltas
group by app, day, version
having sum(active) <> 0
order by app, day, version
on conflict (app, day, version) do update set active = r.active + excluded.active;
