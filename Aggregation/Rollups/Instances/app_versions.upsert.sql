insert into analytics.app_versions as r (app, version, instances)
select app, version, sum(sign)
from instance_deltas
where counted
group by app, version
having sum(sign) <> 0
order by app, version
on conflict (app, version) do update set instances = r.instances + excluded.instances;
