insert into analytics.app_values as r (app, kind, value, instances)
select s.app, v.kind, v.value, sum(s.sign)
from instance_deltas s
cross join lateral analytics.values_of(s.os_arch, s.deployment_mode, s.environment, s.metrics) v
where s.counted
group by s.app, v.kind, v.value
having sum(s.sign) <> 0
order by s.app, v.kind, v.value
on conflict (app, kind, value) do update set instances = r.instances + excluded.instances;
