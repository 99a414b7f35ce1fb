insert into analytics.presence_days as r (app, day, active, quiet, new, gone)
select app, day, sum(active), sum(quiet), sum(new), sum(gone)
from presence_deltas
group by app, day
having (sum(active), sum(quiet), sum(new), sum(gone)) <> (0, 0, 0, 0)
order by app, day
on conflict (app, day) do update set
  active = r.active + excluded.active,
  quiet = r.quiet + excluded.quiet,
  new = r.new + excluded.new,
  gone = r.gone + excluded.gone;
