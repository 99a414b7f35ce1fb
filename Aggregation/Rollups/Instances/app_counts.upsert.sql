insert into analytics.app_counts as r (app, total, active)
select app, sum(sign), coalesce(sum(sign) filter (where counted), 0)
from instance_deltas
group by app
order by app
on conflict (app) do update set
  total = r.total + excluded.total,
  active = r.active + excluded.active
where (excluded.total, excluded.active) <> (0, 0);
