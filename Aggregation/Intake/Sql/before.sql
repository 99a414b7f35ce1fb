insert into before (instance_id, app, version, counted, taken_at, digest, metrics)
select instance_id, i.app, i.version, s.counted, s.taken_at, s.digest, s.metrics
from touched
join analytics.instances i using (instance_id)
join analytics.instance_states s using (instance_id);
