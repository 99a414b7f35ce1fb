insert into instances_before (instance_id, app, version, deployment_mode, environment, os_arch, counted, taken_at, digest, metrics)
select instance_id, i.app, i.version, i.deployment_mode, i.environment, i.os_arch, s.counted, s.taken_at, s.digest, s.metrics
from affected_instances
join analytics.instances i using (instance_id)
join analytics.instance_states s using (instance_id);
