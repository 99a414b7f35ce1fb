-- Once per instance: when it is first both registered and active.
with introduced as (
  update analytics.instances i
  set introduced = true
  from affected_instances t
  where i.instance_id = t.instance_id
    and i.status = 'active'
    and i.revision > 0
    and not i.introduced
  returning i.app, (i.registered_at at time zone 'UTC')::date as day
)
insert into analytics.app_days as r (app, day, introduced)
select app, day, count(*)
from introduced
group by app, day
order by app, day
on conflict (app, day) do update set introduced = r.introduced + excluded.introduced;
