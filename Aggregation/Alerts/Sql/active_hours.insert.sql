-- Once an hour: $1 the present hour, $2 a day ago.
insert into analytics.active_hours (hour, app, active)
select $1, app, count(*)
from analytics.instance_states
where counted
  and taken_at is not null
  and last_seen_at > $2
  and not exists (select from analytics.active_hours where hour = $1)
group by app
order by app
on conflict do nothing
