insert into analytics.app_hours as r (app, hour, newest_at)
select app, date_trunc('hour', taken_at, 'UTC') as hour, max(taken_at)
from new_snapshots
group by app, hour
order by app, hour
on conflict (app, hour) do update set newest_at = excluded.newest_at
where r.newest_at < excluded.newest_at;
